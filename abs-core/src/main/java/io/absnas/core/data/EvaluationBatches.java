package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A fixed sequence of batches that is the same each time it is gone through; the last one may be
 * smaller. Batches are made when they are asked for; safe for use by several threads.
 */
public final class EvaluationBatches implements Iterable<HostBatch> {
  private final ImageSource images;
  private final InputTransform transform;
  private final int imageCount;
  private final int batchSize;
  private final BatchMaker maker;
  private final Order order;

  /** Makes the batch of some positions of the sequence. */
  @FunctionalInterface
  interface BatchMaker {
    HostBatch make(int[] positions);
  }

  /** Which image is used at which position of the sequence, and what is made of it. */
  interface Order {
    int image(int position);

    String description();
  }

  private EvaluationBatches(
      ImageSource images,
      InputTransform transform,
      int imageCount,
      int batchSize,
      BatchMaker maker,
      Order order) {
    if (imageCount < 1) {
      throw new IllegalArgumentException("imageCount must be positive, was " + imageCount);
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive, was " + batchSize);
    }
    transform.requireFits(images);
    transform.requireOneBuffer(Math.min(batchSize, imageCount));
    this.images = images;
    this.transform = transform;
    this.imageCount = imageCount;
    this.batchSize = batchSize;
    this.maker = maker;
    this.order = order;
  }

  /** All images in file order, without anything random. */
  public static EvaluationBatches inFileOrder(
      ImageSource images, InputTransform transform, int batchSize) {
    requireNonNull(images, "images is null");
    requireNonNull(transform, "transform is null");
    return new EvaluationBatches(
        images,
        transform,
        images.size(),
        batchSize,
        positions -> transform.batch(images, positions),
        new Order() {
          @Override
          public int image(int position) {
            return position;
          }

          @Override
          public String description() {
            return "in file order, " + transform.description();
          }
        });
  }

  /**
   * All images in an order of the stream {@code evaluation-order}, the same each time, without
   * anything else that is random: for passes that depend on what is in a batch.
   */
  public static EvaluationBatches shuffled(
      ImageSource images, InputTransform transform, RandomStreams streams, int batchSize) {
    int[] order = Permutation.of(images.size(), streams.stream("evaluation-order"));
    return new EvaluationBatches(
        images,
        transform,
        images.size(),
        batchSize,
        positions ->
            transform.batch(images, Arrays.stream(positions).map(at -> order[at]).toArray()),
        new Order() {
          @Override
          public int image(int position) {
            return order[position];
          }

          @Override
          public String description() {
            return "shuffled with seed %d, %s".formatted(streams.seed(), transform.description());
          }
        });
  }

  /**
   * All images in file order, each changed at random as in training, by the stream {@code
   * evaluation-augmentation} of its position.
   */
  public static EvaluationBatches augmented(
      ImageSource images, TrainingTransform augmentation, RandomStreams streams, int batchSize) {
    requireNonNull(streams, "streams is null");
    return new EvaluationBatches(
        images,
        augmentation.transform(),
        images.size(),
        batchSize,
        positions ->
            augmentation.batch(
                images,
                positions,
                place -> streams.stream("evaluation-augmentation", positions[place])),
        new Order() {
          @Override
          public int image(int position) {
            return position;
          }

          @Override
          public String description() {
            return "in file order with seed %d, %s"
                .formatted(streams.seed(), augmentation.description());
          }
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
      TrainingTransform augmentation,
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
        positions -> crops(images, augmentation, streams, positions),
        new Order() {
          @Override
          public int image(int position) {
            return streams.stream("recalibration", position).nextInt(images.size());
          }

          @Override
          public String description() {
            return "drawn with seed %d, %s".formatted(streams.seed(), augmentation.description());
          }
        });
  }

  /**
   * The same sequence, from a file where its images are kept decoded; the file is made now if it is
   * not there. Batches of images that are in memory anyhow stay as they are.
   *
   * @throws io.absnas.core.run.AbsException with {@code FAILED} if the file cannot be written, with
   *     {@code INPUT} if an image cannot be read
   */
  public EvaluationBatches decodedOnce(DecodedCache cache) {
    if (!(images instanceof Photos photos && transform instanceof PhotoTransform photoTransform)) {
      return this;
    }
    DecodedSequence sequence =
        DecodedSequence.open(cache, photos, photoTransform, imageCount, maker, order);
    return new EvaluationBatches(images, transform, imageCount, batchSize, sequence::batch, order);
  }

  private static HostBatch crops(
      ImageSource images, TrainingTransform augmentation, RandomStreams streams, int[] positions) {
    List<RandomGenerator> draws = new ArrayList<>();
    int[] indices = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      draws.add(streams.stream("recalibration", positions[i]));
      indices[i] = draws.get(i).nextInt(images.size());
    }
    return augmentation.batch(images, indices, draws::get);
  }

  /** Number of images of the whole sequence. */
  public int imageCount() {
    return imageCount;
  }

  /** Number of batches. */
  public int batchCount() {
    return (imageCount - 1) / batchSize + 1;
  }

  /** The batch that holds a position of the sequence. */
  public int batchOf(int position) {
    return Objects.checkIndex(position, imageCount) / batchSize;
  }

  /** Bytes of the pixels of a full batch, or of the only one. */
  long batchBytes() {
    return Math.min(batchSize, imageCount) * imageBytes();
  }

  /** Bytes of the pixels of all batches. */
  long bytes() {
    return imageCount * imageBytes();
  }

  private long imageBytes() {
    return (long) transform.outputSize() * transform.valueBytes();
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
    return maker.make(IntStream.range(first, first + count).toArray());
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
