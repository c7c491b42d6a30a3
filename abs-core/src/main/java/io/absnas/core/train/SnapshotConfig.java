package io.absnas.core.train;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import java.util.List;

/**
 * Section {@code snapshots}: weights that a run keeps beside those of its end, for instance to see
 * how angles move along a training. The initial weights are kept too. Nothing of the run depends on
 * it.
 *
 * @param epochs after which epochs, over the whole run, growing
 */
public record SnapshotConfig(List<Integer> epochs) {
  /** Copies the list and checks that it grows. */
  public SnapshotConfig {
    epochs = List.copyOf(epochs);
    int before = 0;
    for (int epoch : epochs) {
      if (epoch <= before) {
        throw new IllegalArgumentException(
            "epochs must be at least 1 and grow, were %s".formatted(epochs));
      }
      before = epoch;
    }
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("epochs must name at least one epoch");
    }
  }

  /**
   * Checks that a run is long enough to come to all of them.
   *
   * @param most epochs that it has at most
   * @throws AbsException of kind USAGE, naming the key
   */
  public void require(ResolvedConfig<?> config, long most) {
    int last = epochs.get(epochs.size() - 1);
    if (last > most) {
      throw config.failure(
          ExitCode.USAGE,
          "snapshots.epochs",
          "names epoch %d, but the run has at most %d".formatted(last, most));
    }
  }
}
