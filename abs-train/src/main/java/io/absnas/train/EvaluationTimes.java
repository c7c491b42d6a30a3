package io.absnas.train;

import static java.util.Objects.requireNonNull;

/**
 * After which steps the network is evaluated.
 *
 * @param config what the user asked for
 * @param stepsPerEpoch steps of one epoch
 * @param steps of the whole training
 */
record EvaluationTimes(EvaluationConfig config, long stepsPerEpoch, long steps) {
  EvaluationTimes {
    requireNonNull(config, "config is null");
    if (stepsPerEpoch < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "steps must be positive, were " + stepsPerEpoch + " and " + steps);
    }
  }

  /** Whether the network is evaluated after this step. */
  boolean due(long step) {
    if (step == steps) {
      return true;
    }
    if (step < 1 || step > steps) {
      return false;
    }
    boolean byStep = config.everySteps().map(every -> step % every == 0).orElse(false);
    if (byStep || step % stepsPerEpoch != 0) {
      return byStep;
    }
    long epoch = step / stepsPerEpoch;
    long epochs = -Math.floorDiv(-steps, stepsPerEpoch);
    return config.everyEpochs().map(every -> epoch % every == 0).orElse(false)
        || config.lastEpochs().map(last -> epoch > epochs - last).orElse(false);
  }

  /** The first step after this one after which the network is evaluated. */
  long next(long step) {
    long next = step + 1;
    while (next < steps && !due(next)) {
      next++;
    }
    return next;
  }

  /** Number of evaluations of the whole training. */
  long count() {
    long count = 0;
    for (long step = 0; step < steps; step = next(step)) {
      count++;
    }
    return count;
  }
}
