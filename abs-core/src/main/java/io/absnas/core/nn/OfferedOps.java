package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.tensor.HostCopies;

/** Which ops an edge offers, as a summand of its architecture parameters. */
final class OfferedOps {
  /** Far enough below all parameters that its share is zero. */
  private static final double NEVER = -1e30;

  private OfferedOps() {}

  /** Whether the op of a column is offered by the edge of a row. */
  interface Offer {
    boolean has(int edge, int column);
  }

  /** A matrix (edges, columns), 0 where an edge offers the op; it belongs to {@code arrays}. */
  static NDArray mask(NetworkArrays arrays, int edges, int columns, Offer offer) {
    double[] values = new double[edges * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = offer.has(i / columns, i % columns) ? 0 : NEVER;
    }
    return HostCopies.create(arrays.manager(), values, new Shape(edges, columns), arrays.type());
  }
}
