package io.absnas.search.child;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.KeptBatches;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.train.BatchNormRecalibration;

/**
 * The images of all evaluations of a run, shared by all evaluators for reading: prepared once as
 * far as a quarter of the heap goes, and where {@code data.files.decode} says so decoded once into
 * files.
 *
 * @param recalibration batch norms are re-estimated on these
 * @param heldOut images that accuracy is measured on, in file order
 */
public record ChildImages(BatchNormRecalibration recalibration, Iterable<HostBatch> heldOut) {
  /** Share of the heap that prepared images may take. */
  private static final int HEAP_SHARE = 4;

  /** Checks that both are there. */
  public ChildImages {
    requireNonNull(recalibration, "recalibration is null");
    requireNonNull(heldOut, "heldOut is null");
  }

  /**
   * The images that a configuration asks for.
   *
   * @param streams of the run's seed
   */
  public static ChildImages of(EvaluationConfig config, DataPair data, RandomStreams streams) {
    long bound = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    KeptBatches crops =
        new KeptBatches(
            data.recalibrationBatches(
                streams, config.recalibrationImages(), config.recalibrationBatchSize()),
            bound);
    KeptBatches heldOut =
        new KeptBatches(data.heldOutBatches(config.batchSize()), bound - crops.keptBytes());
    return new ChildImages(new BatchNormRecalibration(crops, config.momentum()), heldOut);
  }
}
