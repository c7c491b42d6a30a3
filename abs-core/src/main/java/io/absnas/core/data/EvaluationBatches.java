package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * A fixed sequence of batches that is the same each time it is gone through; the last one may be
 * smaller. Batches are made when they are asked for; safe for use by several threads.
 */
public final class EvaluationBatches implements Iterable<HostBatch> {
  private final ImageSource images;
  private final PixelTransform transform;
  private final int imageCount;
  private final int batchSize;
  private final ImageWriter writer;

  /** Writes the image at a position of the sequence and returns its label. */
  @FunctionalInterface
  private interface ImageWriter {
    int write(int position, float[] target, int offset);
  }

  private EvaluationBatches(
      ImageSource images,
      PixelTransform transform,
      int imageCount,
      int batchSize,
      ImageWriter writer) {
    if (imageCount < 1) {
      throw new IllegalArgumentException("imageCount must be positive, was " + imageCount);
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive, was " + batchSize);
    }
    transform.requireFits(images);
    transform.requireCountable(Math.min(batchSize, imageCount));
    this.images = images;
    this.transform = transform;
    this.imageCount = imageCount;
    this.batchSize = batchSize;
    this.writer = writer;
  }

  /** All images in file order, without anything random. */
  public static EvaluationBatches inFileOrder(
      ImageSource images, PixelTransform transform, int batchSize) {
    requireNonNull(images, "images is null");
    requireNonNull(transform, "transform is null");
    return new EvaluationBatches(
        images,
        transform,
        images.size(),
        batchSize,
        (position, target, offset) -> {
          transform.write(images, position, target, offset);
          return images.label(position);
        });
  }

  /**
   * Augmented training images for the recalibration of batch norms, drawn with replacement. Image
   * and augmentation of a position come from the stream {@code recalibration} of that position, so
   * the sequence depends on the seed alone, and a shorter one is the beginning of a longer one.
   *
   * @param count number of images
   */
  public static EvaluationBatches fixedTrainingCrops(
      ImageSource images,
      Augmentation augmentation,
      RandomStreams streams,
      int count,
      int batchSize) {
    requireNonNull(images, "images is null");
    requireNonNull(augmentation, "augmentation is null");
    requireNonNull(streams, "streams is null");
    return new EvaluationBatches(
        images,
        augmentation.transform(),
        count,
        batchSize,
        (position, target, offset) -> {
          RandomGenerator random = streams.stream("recalibration", position);
          int index = random.nextInt(images.size());
          augmentation.write(images, index, random, target, offset);
          return images.label(index);
        });
  }

  /** Number of images of the whole sequence. */
  public int imageCount() {
    return imageCount;
  }

  /** Number of batches. */
  public int batchCount() {
    return (imageCount - 1) / batchSize + 1;
  }

  /** Bytes of the pixels of a full batch, or of the only one. */
  long batchBytes() {
    return (long) Math.min(batchSize, imageCount) * transform.outputSize() * Float.BYTES;
  }

  /** Bytes of the pixels of all batches. */
  long bytes() {
    return (long) imageCount * transform.outputSize() * Float.BYTES;
  }

  /** Classes of the underlying images. */
  public int classes() {
    return images.classes();
  }

  /** One batch of the sequence, made anew. */
  public HostBatch batch(int index) {
    if (index < 0 || index >= batchCount()) {
      throw new IndexOutOfBoundsException(
          "batch " + index + ", allowed 0 to " + (batchCount() - 1));
    }
    int first = index * batchSize;
    int count = Math.min(batchSize, imageCount - first);
    float[] pixels = new float[count * transform.outputSize()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = writer.write(first + i, pixels, i * transform.outputSize());
    }
    return new HostBatch(pixels, labels, transform.side(), transform.side(), transform.channels());
  }

  @Override
  public Iterator<HostBatch> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < batchCount();
      }

      @Override
      public HostBatch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return batch(next++);
      }
    };
  }
}
