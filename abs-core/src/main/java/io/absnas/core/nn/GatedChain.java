package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Mixed edges one after another between fixed layers.
 *
 * @param entry layers before the edges
 * @param edges the choices
 * @param exit layers behind them
 */
record GatedChain(List<Layer> entry, List<GatedEdge> edges, List<Layer> exit) {
  GatedChain {
    entry = List.copyOf(entry);
    edges = List.copyOf(edges);
    exit = List.copyOf(exit);
  }

  /** A recorded pass; gradient mode must be on. */
  GatedPass forward(
      NDArray images, List<EdgeGates> gates, GatedNetwork.Gradients gradients, ForwardMode mode) {
    if (gates.size() != edges.size()) {
      throw new IllegalArgumentException(
          "%d gates for %d edges".formatted(gates.size(), edges.size()));
    }
    return switch (gradients) {
      case IN_GRAPH -> GatesInGraph.forward(this, images, gates, mode);
      case RECOMPUTED -> GatesRecomputed.forward(this, images, gates, mode);
    };
  }
}
