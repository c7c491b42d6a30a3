package io.absnas.core.flops;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;

/**
 * The lookup table of a layered space, as the reference's {@code flops_lookup_table} programs give
 * it, and the true multiply-adds beside it.
 *
 * <p>Convolutions count in * k * k * out * height * width / groups, the linear layer (2 in - 1) *
 * out, nothing else counts. The table of the 19-layer space counts an expansion in the fixed first
 * block that the network does not have; published limits were applied to those values, so {@link
 * Cost#tableFlops()} keeps it and {@link Cost#multiplyAdds()} does not.
 *
 * @param space the space
 */
public record FlopsTable(LayeredSpace space) implements CostModel {
  /** Checks for null. */
  public FlopsTable {
    requireNonNull(space, "space is null");
  }

  /** Stem convolution and first block; depends on no choice. */
  public Cost preProcessing() {
    LayeredShape shape = space.shape();
    int stem = shape.stemWidth();
    int side = shape.stemSide();
    Cost run =
        Cost.convBatchNorm(shape.inputChannels(), stem, 3, side)
            .plus(Cost.convBatchNorm(1, stem, 3, side)) // depthwise: one input channel per group
            .plus(Cost.convBatchNorm(stem, shape.firstWidth(), 1, side));
    return new Cost(
        run.tableFlops() + stemExpansionSurplus(), run.multiplyAdds(), run.parameters());
  }

  /** Table FLOPs of the expansion that the first block does not have; 0 in most spaces. */
  public long stemExpansionSurplus() {
    LayeredShape shape = space.shape();
    long pixels = (long) shape.stemSide() * shape.stemSide();
    return shape.countsStemExpansion() ? (long) shape.stemWidth() * shape.stemWidth() * pixels : 0;
  }

  /** Convolution before pooling and classifier. */
  public Cost postProcessing() {
    LayeredShape shape = space.shape();
    LayerShape last = shape.lastLayer();
    return Cost.convBatchNorm(last.outChannels(), shape.headWidth(), 1, last.outSide())
        .plus(Cost.linear(shape.headWidth(), shape.classes()));
  }

  @Override
  public Cost fixed() {
    return preProcessing().plus(postProcessing());
  }

  @Override
  public Cost entry(EdgeOp edgeOp) {
    CostModel.check(space, edgeOp);
    LayerShape layer = space.shape().layers().get(edgeOp.choice());
    CandidateOp op = edgeOp.op();
    if (op == Identity.LAYER) {
      if (!layer.keepsShape()) {
        throw new IllegalArgumentException(
            "layer " + edgeOp.choice() + " changes the shape, so identity is not allowed there");
      }
      return Cost.NONE;
    }
    return Cost.of(
        op.multiplyAdds(layer.inChannels(), layer.outChannels(), layer.outSide(), layer.stride()),
        op.parameters(layer.inChannels(), layer.outChannels(), layer.stride()));
  }

  @Override
  public long supernetParameters() {
    return fixed().parameters() + CostModel.everything(this).parameters();
  }
}
