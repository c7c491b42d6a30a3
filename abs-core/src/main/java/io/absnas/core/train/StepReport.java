package io.absnas.core.train;

/**
 * What one training step did.
 *
 * @param step number of the step, from 1 over the whole run
 * @param loss mean over images and paths, before the update
 * @param learningRate rate of the update
 * @param images images of the batch, all replicas together
 * @param dataWaitNanos nanoseconds spent waiting for the batch
 * @param stepNanos nanoseconds of the whole step, the wait included
 */
public record StepReport(
    long step, double loss, double learningRate, int images, long dataWaitNanos, long stepNanos) {}
