package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.estimate.Readings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the parts of a run took in a rehearsal.
 *
 * @param devices where: {@code cpu}, {@code cpu x 2}
 * @param replicas networks that share the images of a step
 * @param startSeconds from the start of the process until everything is ready
 * @param step a training step, by images of each replica
 * @param stepsTimed steps behind each of its readings
 * @param pass a pass over the images of an evaluation batch, by images; absent without evaluation
 * @param loadSeconds in which one thread prepares one training image; absent without images
 * @param prepareSeconds in which one evaluation image is prepared; absent without images
 * @param epochSeconds what is written at the end of an epoch
 * @param roundSeconds scoring and dropping, without the evaluations of metric accuracy
 * @param roundChildren children that it measured
 * @param checkpointSeconds a checkpoint
 * @param filesSeconds what is written at the end of a run
 * @param heldBefore bytes that the process held before any of it
 * @param heldThen bytes that the process held after training
 * @param peak the most that it held until the end
 * @param unusedHeap bytes that Java has taken from the system and not used yet
 */
record Rehearsed(
    String devices,
    int replicas,
    double startSeconds,
    Readings step,
    int stepsTimed,
    Optional<Readings> pass,
    OptionalDouble loadSeconds,
    OptionalDouble prepareSeconds,
    double epochSeconds,
    double roundSeconds,
    long roundChildren,
    double checkpointSeconds,
    double filesSeconds,
    long heldBefore,
    long heldThen,
    long peak,
    long unusedHeap) {
  Rehearsed {
    requireNonNull(devices, "devices is null");
    requireNonNull(step, "step is null");
    requireNonNull(pass, "pass is null");
    requireNonNull(loadSeconds, "loadSeconds is null");
    requireNonNull(prepareSeconds, "prepareSeconds is null");
  }
}
