package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPlan.Preprocessing;
import io.absnas.core.space.DilatedConv;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SeparableConv;
import io.absnas.core.space.Zero;
import java.util.Optional;

/**
 * Builds what DARTS cells (Liu et al. 2019, arXiv 1806.09055) are made of, for all networks that
 * have such cells.
 *
 * @param arrays the network's
 * @param form which of the networks it is
 */
record DartsOps(NetworkArrays arrays, Form form) {
  /** What batch norms the parts of a cell have. */
  enum Form {
    /** The network of a genotype: trained scale and shift, none behind pooling. */
    FINAL(NormForm.AFFINE, false),
    /** The supernet that is shrunk: trained scale and shift, also behind pooling. */
    SUPERNET(NormForm.AFFINE, true),
    /** A network with architecture parameters: no scale and shift, one behind pooling. */
    SEARCH(NormForm.PLAIN, true);

    private final NormForm norms;
    private final boolean pooledNorm;

    Form(NormForm norms, boolean pooledNorm) {
      this.norms = norms;
      this.pooledNorm = pooledNorm;
    }
  }

  /** Checks that both are there. */
  DartsOps {
    requireNonNull(arrays, "arrays is null");
    requireNonNull(form, "form is null");
  }

  /**
   * An op on an edge, (N, C, H, W) to (N, C, H / stride, W / stride).
   *
   * @param name of the op, to which names of layers are added
   * @param owner whose block it is in a supernet
   * @param width C
   */
  Layer op(String name, Optional<EdgeOp> owner, CandidateOp op, int width, int stride) {
    if (op instanceof SeparableConv conv) {
      return SeparableConvBlock.separable(
          arrays, name, owner, width, conv.kernel(), stride, form.norms);
    } else if (op instanceof DilatedConv conv) {
      return SeparableConvBlock.dilated(
          arrays, name, owner, width, conv.kernel(), stride, form.norms);
    } else if (op instanceof Pool pool) {
      PoolLayer layer = new PoolLayer(pool, stride);
      return form.pooledNorm
          ? new Sequence(layer, form.norms.layer(arrays, name + ".1", owner, width))
          : layer;
    } else if (op == Identity.SKIP_CONNECT) {
      return stride == 1
          ? StatelessLayer.IDENTITY
          : new FactorizedReduce(arrays, name, owner, width, width, form.norms);
    } else if (op == Zero.ZERO) {
      return new ZeroLayer(arrays.constant(1, 0), stride);
    }
    throw new IllegalArgumentException(op.id() + " is no op of a DARTS cell");
  }

  /** What brings a cell's input to its width; a reduction also halves it. */
  Layer preprocessing(String name, Preprocessing preprocessing, int width) {
    int in = preprocessing.inChannels();
    return switch (preprocessing.kind()) {
      case RELU_CONV_BN ->
          PlainConvBlock.create(arrays, name, Optional.empty(), in, width, 1, 1, form.norms);
      case FACTORIZED_REDUCE ->
          new FactorizedReduce(arrays, name, Optional.empty(), in, width, form.norms);
    };
  }
}
