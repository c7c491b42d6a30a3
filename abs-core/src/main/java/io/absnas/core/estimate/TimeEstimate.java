package io.absnas.core.estimate;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The time of a run as the sum of its parts.
 *
 * @param parts in the order of a run
 */
public record TimeEstimate(List<Part> parts) {
  /**
   * Something that is done a number of times.
   *
   * @param what it is
   * @param count times
   * @param secondsEach seconds of each time
   */
  public record Part(String what, long count, double secondsEach) {
    /** Checks the numbers. */
    public Part {
      requireNonNull(what, "what is null");
      if (count < 0 || !(secondsEach >= 0)) {
        throw new IllegalArgumentException(
            "%s: nothing may be negative, was %d times %s s".formatted(what, count, secondsEach));
      }
    }

    /** Seconds of all times. */
    public double seconds() {
      return count * secondsEach;
    }
  }

  /** Copies the list. */
  public TimeEstimate {
    parts = List.copyOf(parts);
  }

  /** Seconds of the whole run. */
  public double seconds() {
    return parts.stream().mapToDouble(Part::seconds).sum();
  }
}
