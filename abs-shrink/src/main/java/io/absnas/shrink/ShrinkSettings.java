package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

/**
 * The parts of a shrinking loop that differ between runs.
 *
 * @param growth what is trained before the first stage
 * @param firstEpochs epochs of the first stage; 100 in the published runs
 * @param laterEpochs epochs of each later stage; 5 in the published runs
 * @param stepsPerEpoch training steps of an epoch
 * @param scoring children and angles
 * @param drop what goes after a stage
 * @param refresh when the base weights are replaced
 * @param stop when the run ends
 * @param checkpointSteps training steps between checkpoints within a stage
 */
public record ShrinkSettings(
    GrowthPlan growth,
    int firstEpochs,
    int laterEpochs,
    long stepsPerEpoch,
    ScoringConfig scoring,
    DropRule drop,
    BaseRefresh refresh,
    StopRule stop,
    int checkpointSteps) {
  /** Checks that all is there. */
  public ShrinkSettings {
    requireNonNull(growth, "growth is null");
    requireNonNull(scoring, "scoring is null");
    requireNonNull(drop, "drop is null");
    requireNonNull(refresh, "refresh is null");
    requireNonNull(stop, "stop is null");
    if (firstEpochs < 1 || laterEpochs < 1) {
      throw new IllegalArgumentException(
          "epochs of stages must be positive, were " + firstEpochs + " and " + laterEpochs);
    }
    if (stepsPerEpoch < 1 || checkpointSteps < 1) {
      throw new IllegalArgumentException(
          "steps per epoch and between checkpoints must be positive, were "
              + stepsPerEpoch
              + " and "
              + checkpointSteps);
    }
  }

  /** Training steps while the network grows. */
  public long growthSteps() {
    return growth.totalEpochs() * stepsPerEpoch;
  }

  /** Epochs that have been trained when a stage (from 0) is scored. */
  public long epochsUntil(int stage) {
    return growth.totalEpochs() + firstEpochs + (long) laterEpochs * stage;
  }

  /** Training steps, over the whole run, after which a stage is scored. */
  public long stepsUntil(int stage) {
    return Math.multiplyExact(epochsUntil(stage), stepsPerEpoch);
  }

  /**
   * Checkpoints of a run that ends after so many stages: within them and at the end of each, and
   * alike while the network grows.
   */
  public long checkpoints(int stages) {
    long grown = growthSteps();
    long within = stages == 0 || grown == 0 ? 0 : (grown - 1) / checkpointSteps + 1;
    for (int stage = 0; stage < stages; stage++) {
      long before = stage == 0 ? grown : stepsUntil(stage - 1);
      within += (stepsUntil(stage) - 1) / checkpointSteps - before / checkpointSteps;
    }
    return within + stages;
  }
}
