package io.absnas.core.train;

/** The count of training steps. */
final class Steps {
  private Steps() {}

  static void check(long step) {
    if (step < 1) {
      throw new IllegalArgumentException("steps count from 1, was " + step);
    }
  }
}
