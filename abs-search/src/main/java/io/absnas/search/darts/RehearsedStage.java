package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.estimate.Readings;
import java.util.Optional;

/**
 * What the parts of a stage took in a rehearsal.
 *
 * @param stage its network, with as many ops as it will have
 * @param step of architecture and weights, by images of each replica
 * @param weightStep of the weights alone; absent where there are none
 * @param stepHeap bytes of heap that a step takes beside its batches
 * @param pass over a batch of evaluation; absent where there is no evaluation
 * @param checkpointSeconds a checkpoint
 * @param heldBefore bytes that the process held before any of it
 * @param heldThen bytes that the process held after training
 * @param peak the most that it held until the end
 */
record RehearsedStage(
    StageNetwork stage,
    Readings step,
    Optional<Readings> weightStep,
    long stepHeap,
    Optional<Readings> pass,
    double checkpointSeconds,
    long heldBefore,
    long heldThen,
    long peak) {
  RehearsedStage {
    requireNonNull(stage, "stage is null");
    requireNonNull(step, "step is null");
    requireNonNull(weightStep, "weightStep is null");
    requireNonNull(pass, "pass is null");
  }
}
