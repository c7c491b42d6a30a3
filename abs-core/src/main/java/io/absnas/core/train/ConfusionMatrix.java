package io.absnas.core.train;

import java.util.stream.IntStream;

/**
 * What an evaluation counted: how often images of each class were taken for which. Not safe for use
 * by several threads.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;
  private final long[] top5Hits;
  private final long[] images;

  /** Before the first image. */
  public ConfusionMatrix(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes must be positive, was " + classes);
    }
    this.classes = classes;
    this.counts = new long[Math.multiplyExact(classes, classes)];
    this.top5Hits = new long[classes];
    this.images = new long[classes];
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /**
   * Counts one batch, as {@link Accuracy} does. An image is taken for the class of its largest
   * logit, the lower one of equal ones; for none if no logit is a number.
   *
   * @param logits (N, classes), row-major
   */
  void add(double[] logits, int[] labels) {
    if (logits.length != (long) labels.length * classes) {
      throw new IllegalArgumentException(
          "%d logits for %d images of %d classes".formatted(logits.length, labels.length, classes));
    }
    for (int i = 0; i < labels.length; i++) {
      images[labels[i]]++;
      int largest = largest(logits, i * classes);
      if (largest >= 0) {
        counts[labels[i] * classes + largest]++;
      }
      top5Hits[labels[i]] += Accuracy.hits(logits, i, classes, labels[i]).top5Hits();
    }
  }

  private int largest(double[] logits, int from) {
    int largest = -1;
    for (int k = 0; k < classes; k++) {
      double logit = logits[from + k];
      if (!Double.isNaN(logit) && (largest < 0 || logit > logits[from + largest])) {
        largest = k;
      }
    }
    return largest;
  }

  /** Adds what another evaluation of as many classes counted. */
  public void add(ConfusionMatrix other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "counts of %d and %d classes do not add up".formatted(classes, other.classes));
    }
    addAll(counts, other.counts);
    addAll(top5Hits, other.top5Hits);
    addAll(images, other.images);
  }

  private static void addAll(long[] target, long[] source) {
    for (int i = 0; i < target.length; i++) {
      target[i] += source[i];
    }
  }

  /** Images of class {@code label} that were taken for class {@code found}. */
  public long count(int label, int found) {
    return counts[label * classes + found];
  }

  /** The hits among the images of one class. */
  public Accuracy of(int label) {
    return new Accuracy(images[label], count(label, label), top5Hits[label]);
  }

  /** All hits. */
  public Accuracy accuracy() {
    return IntStream.range(0, classes).mapToObj(this::of).reduce(Accuracy.NONE, Accuracy::plus);
  }
}
