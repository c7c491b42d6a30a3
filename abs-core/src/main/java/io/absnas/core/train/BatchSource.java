package io.absnas.core.train;

import io.absnas.core.data.HostBatch;

/**
 * The batches of a run. Steps are asked for once each and in order, starting after the step that
 * the run was resumed from; the batch must depend on nothing but the step.
 */
@FunctionalInterface
public interface BatchSource {
  /**
   * The batch of a step, all replicas together.
   *
   * @param step from 1, over the whole run
   */
  HostBatch batch(long step);
}
