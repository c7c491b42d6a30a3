package io.absnas.train;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.absnas.core.train.Accuracy;
import java.util.Locale;

/**
 * How well the weights after a step do on some images.
 *
 * @param step training steps behind them
 * @param images that were looked at
 * @param top1Hits images whose label has the largest logit
 * @param top5Hits images whose label is among the five largest
 * @param weightsId of parameters and running statistics
 */
public record Score(
    long step,
    long images,
    @JsonProperty("top-1-hits") long top1Hits,
    @JsonProperty("top-5-hits") long top5Hits,
    String weightsId) {
  /** Checks the counts. */
  public Score {
    requireNonNull(weightsId, "weightsId is null");
    if (step < 0) {
      throw new IllegalArgumentException("step must not be negative, was " + step);
    }
    if (new Accuracy(images, top1Hits, top5Hits).images() < 1) {
      throw new IllegalArgumentException("a score needs images");
    }
  }

  static Score of(long step, Accuracy accuracy, String weightsId) {
    return new Score(step, accuracy.images(), accuracy.top1Hits(), accuracy.top5Hits(), weightsId);
  }

  /** Share of images whose label has the largest logit, 0 to 1. */
  public double top1() {
    return (double) top1Hits / images;
  }

  /** Share of images whose label is among the five largest logits, 0 to 1. */
  public double top5() {
    return (double) top5Hits / images;
  }

  /** For people. */
  String text() {
    return String.format(
        Locale.ROOT,
        "top-1 %.2f %%, top-5 %.2f %% of %d images",
        100 * top1(),
        100 * top5(),
        images);
  }
}
