package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;

/**
 * One op of a mixed edge. Where the op ends with a batch norm without scale, its weight is that
 * scale: the product and its gradients then cost no pass over the maps.
 */
sealed interface MixedOp {
  /** The op's maps times its weight, a new array. */
  NDArray forward(NodeInput input, Weight weight, ForwardMode mode);

  /** The op's own layers. */
  List<Layer> layers();

  /**
   * The weight of an op within a pass.
   *
   * @param mixture weights of the kind of cell
   * @param edge number of the edge
   * @param column position of the op in the edge's list
   * @param channels of the cell
   * @param site number of the edge among those of all cells
   * @param dropout what identities lose
   */
  record Weight(
      Mixture mixture, int edge, int column, int channels, int site, IdentityDropout dropout) {
    NDArray scale() {
      return mixture.scale(edge, column, channels);
    }
  }

  /** The op that a layer is, as {@link DartsOps} builds it. */
  static MixedOp of(Layer layer) {
    if (layer == StatelessLayer.IDENTITY) {
      return Unchanged.IDENTITY;
    } else if (layer instanceof FactorizedReduce reduce) {
      return new Reduced(reduce);
    } else if (layer instanceof Sequence sequence) {
      List<Layer> all = sequence.layers();
      BatchNorm2d norm = (BatchNorm2d) all.get(all.size() - 1);
      List<Layer> between = all.subList(1, all.size() - 1);
      return all.get(0) instanceof PoolLayer pool
          ? new Pooled(sequence, pool, norm)
          : new Convolved(sequence, between, norm);
    }
    throw new IllegalArgumentException("no op of a mixed edge: " + layer);
  }

  /** The node itself. */
  enum Unchanged implements MixedOp {
    /** The only value. */
    IDENTITY;

    @Override
    public NDArray forward(NodeInput input, Weight weight, ForwardMode mode) {
      NDArray factor = weight.mixture().factor(weight.edge(), weight.column());
      NDArray weighted = Ops.multiply(input.value(), factor, mode.precision());
      return weight.dropout().dropped(weighted, weight.site(), mode);
    }

    @Override
    public List<Layer> layers() {
      return List.of();
    }
  }

  /** Half of the map, from the node after ReLU. */
  record Reduced(FactorizedReduce layer) implements MixedOp {
    @Override
    public NDArray forward(NodeInput input, Weight weight, ForwardMode mode) {
      return layer.reduced(input.active(), weight.scale(), mode);
    }

    @Override
    public List<Layer> layers() {
      return List.of(layer);
    }
  }

  /** Pooling, batch norm. */
  record Pooled(Sequence layer, PoolLayer pool, BatchNorm2d norm) implements MixedOp {
    @Override
    public NDArray forward(NodeInput input, Weight weight, ForwardMode mode) {
      return norm.scaled(input.pooled(pool, mode), weight.scale(), mode);
    }

    @Override
    public List<Layer> layers() {
      return List.of(layer);
    }
  }

  /** ReLU, convolutions, batch norm. */
  record Convolved(Sequence layer, List<Layer> convolutions, BatchNorm2d norm) implements MixedOp {
    @Override
    public NDArray forward(NodeInput input, Weight weight, ForwardMode mode) {
      try (NDArray maps = Sequence.run(convolutions, input.active(), mode)) {
        return norm.scaled(maps, weight.scale(), mode);
      }
    }

    @Override
    public List<Layer> layers() {
      return List.of(layer);
    }
  }
}
