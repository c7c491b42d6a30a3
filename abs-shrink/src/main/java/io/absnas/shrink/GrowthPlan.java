package io.absnas.shrink;

import io.absnas.core.nn.DartsSupernet;
import io.absnas.core.nn.Network;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DartsCells;
import io.absnas.core.space.SearchSpace;
import java.util.List;

/**
 * How a supernet grows by inserted cells before the first stage. How deep it is follows from the
 * number of steps done, so a resumed run needs to know nothing else.
 *
 * @param cells of the whole network
 * @param epochs trained at each depth, from {@link DartsCells#FEWEST_CELLS} to {@code cells - 1}
 */
public record GrowthPlan(int cells, int epochs) {
  /** The network is whole from the beginning. */
  public static final GrowthPlan NONE = new GrowthPlan(DartsCells.FEWEST_CELLS, 0);

  /** Checks the numbers. */
  public GrowthPlan {
    if (cells < DartsCells.FEWEST_CELLS || epochs < 0) {
      throw new IllegalArgumentException(
          "cells must be at least %d and epochs not negative, were %d and %d"
              .formatted(DartsCells.FEWEST_CELLS, cells, epochs));
    }
  }

  /** The plan of a configuration for a space that has cells to insert. */
  static GrowthPlan of(GrowthConfig config, SearchSpace space) {
    return new GrowthPlan(((CellSpace) space).macro().cells(), config.epochs());
  }

  /** Depths that are trained before the network is whole. */
  public int depths() {
    return epochs == 0 ? 0 : cells - DartsCells.FEWEST_CELLS;
  }

  /** Epochs of all depths. */
  public long totalEpochs() {
    return (long) depths() * epochs;
  }

  /** Cells that step number {@code step + 1} trains; all of them after the growth. */
  public int cellsAfter(long step, long stepsPerEpoch) {
    return depths() == 0
        ? cells
        : (int) Math.min(cells, DartsCells.FEWEST_CELLS + step / (epochs * stepsPerEpoch));
  }

  /** Mean share of the network's cells that the growth trains. */
  double meanShare() {
    return (DartsCells.FEWEST_CELLS + cells - 1) / (2.0 * cells);
  }

  /** Has networks run so many cells. */
  static void setDepth(List<Network> networks, int cells) {
    for (Network network : networks) {
      if (!(network instanceof DartsSupernet supernet)) {
        throw new IllegalArgumentException(
            "no network of space " + network.space().id() + " can grow");
      }
      supernet.setDepth(cells);
    }
  }
}
