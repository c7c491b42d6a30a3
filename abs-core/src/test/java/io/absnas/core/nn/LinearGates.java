package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.golden.GoldenMobile;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Five mixed edges of three 1x1 convolutions each, with residuals, and nothing that is not linear.
 */
public final class LinearGates extends ArrayNetwork implements GatedNetwork {
  private final List<Param> alphas = new ArrayList<>();
  private final GatedChain chain;

  /** Draws weights, and architecture parameters of about one. */
  public LinearGates() {
    super(
        GoldenMobile.space()
            .withChoices(
                GoldenMobile.space().choices().stream().map(ops -> ops.subList(0, 3)).toList()),
        new NetworkArrays(
            ComputeDevice.CPU,
            DataType.FLOAT64,
            Initialisation.FRAMEWORK_DEFAULT,
            RandomStreams.of(5)));
    LayeredSpace space = (LayeredSpace) space();
    Layer entry = Conv2d.dense(arrays(), "entry", Optional.empty(), 3, 8, 1, 2);
    List<GatedEdge> edges = new ArrayList<>();
    for (int layer = 0; layer < space.choices().size(); layer++) {
      LayerShape shape = space.shape().layers().get(layer);
      AlphaStart start = new AlphaStart(AlphaStart.Kind.NORMAL, 1);
      alphas.add(arrays().architectureParameters("alpha." + layer, layer, start, 3));
      List<Layer> candidates = new ArrayList<>();
      for (int op = 0; op < 3; op++) {
        candidates.add(
            Conv2d.dense(
                arrays(),
                layer + "." + op,
                Optional.of(new EdgeOp(layer, space.ops(layer).get(op))),
                shape.inChannels(),
                shape.outChannels(),
                1,
                shape.stride()));
      }
      edges.add(GatedEdge.of(candidates, shape.keepsShape()));
    }
    chain =
        new GatedChain(
            List.of(entry),
            edges,
            List.of(StatelessLayer.GLOBAL_AVG_POOL, new Linear(arrays(), "classifier", 24, 10)));
  }

  @Override
  public List<Param> architectureParameters() {
    return List.copyOf(alphas);
  }

  @Override
  public GatedPass forward(
      NDArray images, List<EdgeGates> gates, Gradients gradients, ForwardMode mode) {
    return chain.forward(images, gates, gradients, mode);
  }

  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    throw new UnsupportedOperationException("passes go by gates");
  }

  @Override
  List<Layer> layers(SampledPath path) {
    throw new UnsupportedOperationException("passes go by gates");
  }
}
