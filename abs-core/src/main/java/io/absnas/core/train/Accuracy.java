package io.absnas.core.train;

/**
 * Hits among the largest logits.
 *
 * @param images images seen
 * @param top1Hits images whose label has the largest logit
 * @param top5Hits images whose label is among the five largest
 */
public record Accuracy(long images, long top1Hits, long top5Hits) {
  /** Before the first image. */
  public static final Accuracy NONE = new Accuracy(0, 0, 0);

  private static final int FIVE = 5;

  /** Checks that hits are images. */
  public Accuracy {
    if (top1Hits < 0 || top5Hits < top1Hits || images < top5Hits) {
      throw new IllegalArgumentException(
          "%d images cannot have %d top-1 and %d top-5 hits".formatted(images, top1Hits, top5Hits));
    }
  }

  /** Share of images whose label has the largest logit, 0 to 1; NaN without images. */
  public double top1() {
    return (double) top1Hits / images;
  }

  /** Share of images whose label is among the five largest logits, 0 to 1; NaN without images. */
  public double top5() {
    return (double) top5Hits / images;
  }

  /** Both together. */
  public Accuracy plus(Accuracy other) {
    return new Accuracy(
        images + other.images, top1Hits + other.top1Hits, top5Hits + other.top5Hits);
  }

  /**
   * Counts one batch. Among equal logits the lower class comes first, as in the engine's maximum; a
   * label whose logit is not a number is a miss.
   *
   * @param logits (N, classes), row-major
   */
  static Accuracy of(double[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    Accuracy sum = NONE;
    for (int i = 0; i < labels.length; i++) {
      sum = sum.plus(hits(logits, i, classes, labels[i]));
    }
    return sum;
  }

  /** The same of one image, row {@code image} of the logits. */
  static Accuracy hits(double[] logits, int image, int classes, int label) {
    int rank = rank(logits, image * classes, classes, label);
    return new Accuracy(1, rank < 1 ? 1 : 0, rank < FIVE ? 1 : 0);
  }

  private static int rank(double[] logits, int from, int classes, int label) {
    double own = logits[from + label];
    if (Double.isNaN(own)) {
      return classes + FIVE;
    }
    int rank = 0;
    for (int other = 0; other < classes; other++) {
      double logit = logits[from + other];
      if (logit > own || (logit == own && other < label)) {
        rank++;
      }
    }
    return rank;
  }
}
