package io.absnas.search.darts;

import java.util.List;

/**
 * Section {@code stages}: the networks that are trained one after another, an entry of each list
 * for every stage.
 *
 * @param cells cells of the network
 * @param channels channels of its first cells
 * @param epochs passes over the images
 * @param weightEpochs of them, those at the beginning that train the weights alone; not all, since
 *     a stage would then drop or derive by architecture parameters as they started
 * @param dropout on identities, at its start
 * @param drops ops that every edge loses after a stage; none after the last one, which is derived
 */
public record StagesConfig(
    List<Integer> cells,
    List<Integer> channels,
    List<Integer> epochs,
    List<Integer> weightEpochs,
    List<Double> dropout,
    List<Integer> drops) {
  private static final int FEWEST_CELLS = 3;

  /** With two channels runs ended with a damaged heap (PyTorch 2.7.1, channels last). */
  private static final int FEWEST_CHANNELS = 4;

  /** Checks numbers and lengths. */
  public StagesConfig {
    cells = List.copyOf(cells);
    channels = List.copyOf(channels);
    epochs = List.copyOf(epochs);
    weightEpochs = List.copyOf(weightEpochs);
    dropout = List.copyOf(dropout);
    drops = List.copyOf(drops);
    int stages = cells.size();
    if (stages < 1) {
      throw new IllegalArgumentException("cells must have an entry for every stage, has none");
    }
    requireLength("channels", channels, stages);
    requireLength("epochs", epochs, stages);
    requireLength("weightEpochs", weightEpochs, stages);
    requireLength("dropout", dropout, stages);
    requireLength("drops", drops, stages - 1);
    for (int stage = 0; stage < stages; stage++) {
      require("cells", cells.get(stage), FEWEST_CELLS, Integer.MAX_VALUE);
      require("channels", channels.get(stage), FEWEST_CHANNELS, Integer.MAX_VALUE);
      require("epochs", epochs.get(stage), 1, Integer.MAX_VALUE);
      requireArchitectureEpochs(weightEpochs.get(stage), epochs.get(stage));
      double share = dropout.get(stage);
      if (!(share >= 0) || !(share < 1)) {
        throw new IllegalArgumentException("dropout has " + share + ", must be 0 up to below 1");
      }
    }
    drops.forEach(count -> require("drops", count, 1, Integer.MAX_VALUE));
  }

  private static void requireLength(String name, List<?> list, int length) {
    if (list.size() != length) {
      throw new IllegalArgumentException(
          "%s has %d entries, must have %d (cells has one for every stage; drops one less)"
              .formatted(name, list.size(), length));
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s has %d, must be at least %d%s"
              .formatted(
                  name, value, least, most == Integer.MAX_VALUE ? "" : " and at most " + most));
    }
  }

  private static void requireArchitectureEpochs(int weightEpochs, int epochs) {
    if (weightEpochs < 0 || weightEpochs >= epochs) {
      throw new IllegalArgumentException(
          "weightEpochs has %d, must be at least 0 and below the %d of stages.epochs, or the stage"
                  .formatted(weightEpochs, epochs)
              + " never trains the architecture");
    }
  }

  /** Number of stages. */
  int count() {
    return cells.size();
  }
}
