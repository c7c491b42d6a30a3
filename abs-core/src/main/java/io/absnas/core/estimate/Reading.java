package io.absnas.core.estimate;

/**
 * What a trial with so many images took.
 *
 * @param images images of each replica
 * @param seconds wall time
 * @param residentBytes what the process held afterwards
 */
public record Reading(int images, double seconds, long residentBytes) {
  /** Checks the numbers. */
  public Reading {
    if (images < 1 || !(seconds >= 0) || residentBytes < 0) {
      throw new IllegalArgumentException(
          "a reading needs images, and nothing negative; was %d, %s and %d"
              .formatted(images, seconds, residentBytes));
    }
  }
}
