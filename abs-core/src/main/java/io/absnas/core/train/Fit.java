package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

/**
 * How well logits fit labels: hits, and the cross-entropy without smoothing.
 *
 * @param accuracy hits
 * @param lossSum -log softmax of the labels, over all images
 */
public record Fit(Accuracy accuracy, double lossSum) {
  /** Before the first image. */
  public static final Fit NONE = new Fit(Accuracy.NONE, 0);

  /** Checks that there are hits. */
  public Fit {
    requireNonNull(accuracy, "accuracy is null");
  }

  /** Mean over the images; NaN without images. */
  public double loss() {
    return lossSum / accuracy.images();
  }

  /** Both together. */
  public Fit plus(Fit other) {
    return new Fit(accuracy.plus(other.accuracy), lossSum + other.lossSum);
  }

  /**
   * Of one batch.
   *
   * @param logits (N, classes), row-major
   */
  static Fit of(double[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += loss(logits, i * classes, classes, labels[i]);
    }
    return new Fit(Accuracy.of(logits, labels), sum);
  }

  /**
   * log(sum of exp) less the label's logit; the largest logit is taken out, so nothing overflows.
   */
  private static double loss(double[] logits, int from, int classes, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < classes; other++) {
      largest = Math.max(largest, logits[from + other]);
    }
    double sum = 0;
    for (int other = 0; other < classes; other++) {
      sum += Math.exp(logits[from + other] - largest);
    }
    return largest + Math.log(sum) - logits[from + label];
  }
}
