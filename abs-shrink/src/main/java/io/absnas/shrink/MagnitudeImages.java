package io.absnas.shrink;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Draw;
import io.absnas.core.data.LastBatch;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.train.BatchSource;
import io.absnas.core.train.LoaderBatches;
import java.util.Optional;

/**
 * Batches for architecture parameters, where the metric needs any: held-out images, drawn with
 * replacement, augmented as training images are.
 */
final class MagnitudeImages implements AutoCloseable {
  private final Optional<BatchLoader> loader;

  MagnitudeImages(ShrinkConfig config, DataPair data, RandomStreams streams) {
    this.loader =
        config.alphas().isEmpty()
            ? Optional.empty()
            : Optional.of(
                config
                    .data()
                    .loader(
                        data.heldOut(),
                        data.augmentation(),
                        new BatchPlan(
                            config.training().batchSize(), Draw.WITH_REPLACEMENT, LastBatch.DROP),
                        RandomStreams.of(streams.stream("architecture-images").nextLong())));
  }

  /** The batches from an update on; one for each step. */
  Optional<BatchSource> from(long done) {
    return loader.map(one -> LoaderBatches.start(one, done));
  }

  @Override
  public void close() {
    loader.ifPresent(BatchLoader::close);
  }
}
