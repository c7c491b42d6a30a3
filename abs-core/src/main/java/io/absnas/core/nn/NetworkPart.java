package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.EdgeOp;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A part of a supernet in evaluation mode that can run by itself.
 *
 * @param edgeOp the op of a choice; empty for what every path runs
 * @param channels of its input
 * @param side height and width of its input
 * @param function from its input (N, channels, side, side) to its output, which belongs to the
 *     input's manager
 */
public record NetworkPart(
    Optional<EdgeOp> edgeOp, int channels, int side, UnaryOperator<NDArray> function) {
  /** Checks that there is a function. */
  public NetworkPart {
    requireNonNull(edgeOp, "edgeOp is null");
    requireNonNull(function, "function is null");
  }
}
