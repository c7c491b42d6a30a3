package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.GradScope;
import java.util.List;
import java.util.Optional;

/**
 * A choice as a mixed edge: y = sum_i g_i o_i(x), plus x where the shape stays.
 *
 * @param candidates the ops left, without their residual; empty for the op that does nothing
 * @param residual whether x is added
 */
record GatedEdge(List<Optional<Layer>> candidates, boolean residual) {
  GatedEdge {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("an edge needs a candidate");
    }
  }

  /** The edge of blocks that add their residual themselves. */
  static GatedEdge of(List<Layer> blocks, boolean residual) {
    return new GatedEdge(blocks.stream().map(GatedEdge::body).toList(), residual);
  }

  private static Optional<Layer> body(Layer block) {
    if (block == StatelessLayer.IDENTITY) {
      return Optional.empty();
    }
    return Optional.of(block instanceof Residual sum ? sum.body() : block);
  }

  int size() {
    return candidates.size();
  }

  /** Whether the edge is not evaluated because its active op does nothing. */
  boolean passes(EdgeGates gates) {
    requireNonNull(gates, "gates is null");
    if (gates.open().get(gates.open().size() - 1) >= size()) {
      throw new IllegalArgumentException(
          "gates %s are of an edge of more than %d candidates".formatted(gates, size()));
    }
    return candidates.get(gates.active()).isEmpty();
  }

  /** Output of a candidate, a constant to the backward pass. */
  static NDArray detached(Layer body, NDArray x, ForwardMode mode) {
    return GradScope.unrecorded(() -> body.forward(x, mode));
  }
}
