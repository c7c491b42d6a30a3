package io.absnas.core.train;

import java.util.Optional;

/**
 * What one training step did.
 *
 * @param step number of the step, from 1 over the whole run
 * @param loss mean over images and paths, before the update
 * @param learningRate rate of the update
 * @param images images of the batch, all replicas together
 * @param dataWaitNanos nanoseconds spent waiting for the batch
 * @param stepNanos nanoseconds of the whole step, the wait included
 * @param updated false if a gradient overflowed and the update was left out
 * @param lossScale factor of the loss from now on, in half-precision training only
 */
public record StepReport(
    long step,
    double loss,
    double learningRate,
    int images,
    long dataWaitNanos,
    long stepNanos,
    boolean updated,
    Optional<LossScale> lossScale) {}
