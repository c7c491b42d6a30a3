package io.absnas.core.run;

/**
 * Section {@code log}.
 *
 * @param everySteps training steps between two lines of loss and rate in {@code metrics.jsonl}
 * @param everySeconds seconds between two lines of progress
 */
public record LogConfig(int everySteps, int everySeconds) {
  /** Checks both. */
  public LogConfig {
    if (everySteps < 1) {
      throw new IllegalArgumentException("everySteps must be at least 1, was " + everySteps);
    }
    if (everySeconds < 1) {
      throw new IllegalArgumentException("everySeconds must be at least 1, was " + everySeconds);
    }
  }
}
