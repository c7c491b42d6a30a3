package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.HostBatch;

/** Batches of a {@link BatchLoader}, whose own steps count from 0. */
public final class LoaderBatches implements BatchSource {
  private final BatchLoader loader;
  private long done;

  private LoaderBatches(BatchLoader loader, long done) {
    this.loader = loader;
    this.done = done;
  }

  /**
   * Starts a loader at rest.
   *
   * @param loader stays the caller's to close
   * @param stepsDone steps that the run has behind it; 0 for a new run
   */
  public static LoaderBatches start(BatchLoader loader, long stepsDone) {
    requireNonNull(loader, "loader is null");
    loader.start(stepsDone);
    return new LoaderBatches(loader, stepsDone);
  }

  @Override
  public HostBatch batch(long step) {
    if (step != done + 1) {
      throw new IllegalStateException(
          "batches come in order: the next is that of step " + (done + 1) + ", not of " + step);
    }
    HostBatch batch = loader.take();
    done = step;
    return batch;
  }
}
