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
 * @param validationLoss loss on the images that architecture parameters are trained on, where they
 *     are, before their update
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
    Optional<Double> validationLoss,
    boolean updated,
    Optional<LossScale> lossScale) {
  /** A step of the weights alone. */
  public StepReport(
      long step,
      double loss,
      double learningRate,
      int images,
      long dataWaitNanos,
      long stepNanos,
      boolean updated,
      Optional<LossScale> lossScale) {
    this(
        step,
        loss,
        learningRate,
        images,
        dataWaitNanos,
        stepNanos,
        Optional.empty(),
        updated,
        lossScale);
  }

  /**
   * The same step in the count of a run of several trainings.
   *
   * @param before steps of the trainings before it
   */
  public StepReport after(long before) {
    return new StepReport(
        step + before,
        loss,
        learningRate,
        images,
        dataWaitNanos,
        stepNanos,
        validationLoss,
        updated,
        lossScale);
  }
}
