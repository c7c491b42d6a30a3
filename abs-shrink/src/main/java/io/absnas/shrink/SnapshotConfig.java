package io.absnas.shrink;

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

  /** The last of the epochs. */
  int last() {
    return epochs.get(epochs.size() - 1);
  }
}
