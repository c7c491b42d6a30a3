package io.absnas.core.estimate;

import java.util.OptionalInt;

/**
 * Which numbers of images are tried on the way to the one that is wanted: one, then always twice as
 * many, as long as the next trial will not take too long.
 *
 * @param goal images that are wanted
 * @param secondsPerTrial what a trial may take
 */
public record Ladder(int goal, double secondsPerTrial) {
  /** Checks both. */
  public Ladder {
    if (goal < 1 || !(secondsPerTrial > 0)) {
      throw new IllegalArgumentException(
          "goal and seconds must be positive, were " + goal + " and " + secondsPerTrial);
    }
  }

  /** Images of the first trial. */
  public int first() {
    return 1;
  }

  /**
   * Images of the next trial; empty at the goal, or if the trial might take too long. The second
   * trial is made whatever it takes: one alone says nothing about more images.
   *
   * @param images of the last trial
   * @param seconds that a trial with so many images takes
   */
  public OptionalInt next(int images, double seconds) {
    if (images >= goal) {
      return OptionalInt.empty();
    }
    int more = (int) Math.min(goal, 2L * images);
    boolean affordable = seconds * more / images <= secondsPerTrial;
    return affordable || images == first() ? OptionalInt.of(more) : OptionalInt.empty();
  }
}
