package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import java.util.Optional;

/**
 * Prepares training batches ahead of their use.
 *
 * <p>The batch of a step is a pure function of seed and step: the images come from {@link
 * BatchPlan}, the augmentation of the image at a position from the stream {@code augmentation} of
 * (step, position). Number of threads, length of the queue and the step it was started at make no
 * difference, so a resumed run sees the batches of the calm one.
 *
 * <p>{@link #take} is for one consumer; {@link #close} may be called by any thread and ends a
 * waiting {@code take}.
 */
public final class BatchLoader implements AutoCloseable {
  private final ImageSource images;
  private final TrainingTransform augmentation;
  private final BatchOrder order;
  private final RandomStreams streams;
  private final Optional<Mixup> mixup;
  private final PrefetchQueue<HostBatch> queue;

  /**
   * A loader at rest.
   *
   * @param threads number of worker threads
   * @param prefetch batches made or in the making that are not taken yet
   * @throws AbsException with {@code USAGE} if the images do not fit the network's input or are
   *     fewer than one batch, or if a batch has more values than an array can hold
   */
  public BatchLoader(
      ImageSource images,
      TrainingTransform augmentation,
      BatchPlan plan,
      RandomStreams streams,
      int threads,
      int prefetch) {
    this(images, augmentation, plan, streams, Optional.empty(), threads, prefetch);
  }

  /**
   * A loader of mixtures.
   *
   * @param mixup how images are mixed, if they are; its share is that of the stream {@code mixup}
   *     of the step
   */
  public BatchLoader(
      ImageSource images,
      TrainingTransform augmentation,
      BatchPlan plan,
      RandomStreams streams,
      Optional<Mixup> mixup,
      int threads,
      int prefetch) {
    this.images = requireNonNull(images, "images is null");
    this.augmentation = requireNonNull(augmentation, "augmentation is null");
    this.streams = requireNonNull(streams, "streams is null");
    this.mixup = requireNonNull(mixup, "mixup is null");
    augmentation.transform().requireFits(images);
    augmentation.transform().requireCountable(plan.batchSize());
    this.order = new BatchOrder(plan, streams, images.size());
    this.queue = new PrefetchQueue<>(this::batch, threads, prefetch);
  }

  /**
   * Starts the workers; the first {@link #take} returns the batch of this step. A loader is started
   * once.
   *
   * @param firstStep number of the step since the beginning of training, from 0
   */
  public void start(long firstStep) {
    queue.start(firstStep);
  }

  /**
   * The batch of the next step, waiting for it if need be. An error that happened while it was made
   * is thrown here, in the place of the batch, and ends the loader.
   *
   * @throws AbsException with {@code INTERRUPTED} if this thread is interrupted while it waits
   */
  public HostBatch take() {
    return queue.take();
  }

  /** Time that {@link #take} has waited since the start, in nanoseconds. */
  public long waitNanos() {
    return queue.waitNanos();
  }

  /** The batch of any step, made by the calling thread: what {@link #take} returns for it. */
  public HostBatch batch(long step) {
    HostBatch batch =
        augmentation.batch(
            images,
            order.indices(step),
            position -> streams.stream("augmentation", step, position));
    return mixup.map(mixing -> mixing.mix(batch, streams, step)).orElse(batch);
  }

  /** Stops the workers and waits for their end; further calls do nothing. */
  @Override
  public void close() {
    queue.close();
  }
}
