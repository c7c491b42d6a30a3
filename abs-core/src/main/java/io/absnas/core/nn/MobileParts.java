package io.absnas.core.nn;

import ai.djl.ndarray.NDManager;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.tensor.GradScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of a MobileNet-like supernet. */
final class MobileParts {
  private static final ForwardMode EVALUATE = ForwardMode.full(BatchNormMode.EVALUATE);

  private MobileParts() {}

  static List<NetworkPart> of(MobileLayers layers, NDManager arrays) {
    return GradScope.unrecorded(
        () -> {
          LayeredShape shape = layers.space().shape();
          List<NetworkPart> parts = new ArrayList<>();
          Layer entry = layers.entry().folded(arrays);
          parts.add(part(Optional.empty(), shape.inputChannels(), shape.inputSide(), entry));
          LayerShape last = shape.lastLayer();
          Layer exit = new Sequence(layers.exit().folded(arrays), layers.classifier());
          parts.add(part(Optional.empty(), last.outChannels(), last.outSide(), exit));
          for (int choice = 0; choice < layers.blocks().size(); choice++) {
            LayerShape at = shape.layers().get(choice);
            for (CandidateOp op : layers.space().ops(choice)) {
              if (op != Identity.LAYER) {
                Layer block = layers.blocks().get(choice).layer(op).folded(arrays);
                parts.add(
                    part(Optional.of(new EdgeOp(choice, op)), at.inChannels(), at.inSide(), block));
              }
            }
          }
          return List.copyOf(parts);
        });
  }

  private static NetworkPart part(Optional<EdgeOp> edgeOp, int channels, int side, Layer layer) {
    return new NetworkPart(edgeOp, channels, side, x -> layer.forward(x, EVALUATE));
  }
}
