package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.OptionalDouble;

/** What became of a candidate. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
public sealed interface ChildOutcome {
  /** What is maximised; empty if the candidate has failed. */
  OptionalDouble fitness();

  /**
   * Its accuracy was measured.
   *
   * @param images held-out images
   * @param top1Hits of them images whose label has the largest logit
   * @param top5Hits of them images whose label is among the five largest
   */
  record Measured(long images, long top1Hits, long top5Hits) implements ChildOutcome {
    /** Checks that hits are images. */
    public Measured {
      if (images < 1 || top1Hits < 0 || top5Hits < top1Hits || images < top5Hits) {
        throw new IllegalArgumentException(
            "%d images cannot have %d top-1 and %d top-5 hits"
                .formatted(images, top1Hits, top5Hits));
      }
    }

    /** Share of images whose label has the largest logit. */
    public double top1() {
      return (double) top1Hits / images;
    }

    /** Share of images whose label is among the five largest logits. */
    public double top5() {
      return (double) top5Hits / images;
    }

    @Override
    public OptionalDouble fitness() {
      return OptionalDouble.of(top1());
    }
  }

  /**
   * Its angle was all that was asked for.
   *
   * @param angle in radians
   */
  record Scored(double angle) implements ChildOutcome {
    /** Checks that it is an angle. */
    public Scored {
      if (!(angle >= 0) || !(angle <= Math.PI)) {
        throw new IllegalArgumentException("angle is " + angle + ", must be 0 to pi");
      }
    }

    @Override
    public OptionalDouble fitness() {
      return OptionalDouble.of(angle);
    }
  }

  /**
   * It could not be evaluated and takes no further part.
   *
   * @param reason one line
   */
  record Failed(String reason) implements ChildOutcome {
    /** Checks that there is a reason. */
    public Failed {
      requireNonNull(reason, "reason is null");
    }

    @Override
    public OptionalDouble fitness() {
      return OptionalDouble.empty();
    }
  }
}
