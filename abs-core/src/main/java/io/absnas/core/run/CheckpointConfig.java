package io.absnas.core.run;

/**
 * Section {@code checkpoint}.
 *
 * @param everySteps training steps between checkpoints within a stage; one is written after each
 *     stage in any case
 * @param keep checkpoints that stay on disk
 */
public record CheckpointConfig(int everySteps, int keep) {
  /** Checks both. */
  public CheckpointConfig {
    if (everySteps < 1) {
      throw new IllegalArgumentException("everySteps must be at least 1, was " + everySteps);
    }
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1, was " + keep);
    }
  }
}
