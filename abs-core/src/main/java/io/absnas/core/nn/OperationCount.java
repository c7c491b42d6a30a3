package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.tensor.Scopes;
import java.util.Optional;

/**
 * What a network really computes for one image, counted by its layers while it runs: an independent
 * check of what tables and formulas say.
 *
 * @param convolutions multiply-adds of convolutions
 * @param linear multiply-adds of linear layers, biases not counted
 * @param linearOutputs outputs of linear layers
 */
public record OperationCount(long convolutions, long linear, long linearOutputs) {

  /** Adds up what the layers of one pass report. */
  public static final class Counter {
    private long convolutions;
    private long linear;
    private long linearOutputs;

    private Counter() {}

    void convolution(NDArray output, NDArray weight) {
      long perOutput = weight.size() / weight.getShape().get(0);
      convolutions = Math.addExact(convolutions, Math.multiplyExact(output.size(), perOutput));
    }

    void linear(NDArray output, NDArray weight) {
      linear = Math.addExact(linear, output.size() * weight.getShape().get(1));
      linearOutputs = Math.addExact(linearOutputs, output.size());
    }
  }

  /** Counts an evaluation of one image of zeros. Leaves the network as it was. */
  public static OperationCount of(Network network, SampledPath path) {
    Counter counter = new Counter();
    ForwardMode mode =
        new ForwardMode(BatchNormMode.EVALUATE, MixedPrecision.OFF, Optional.of(counter));
    int side = network.space().inputSide();
    Shape image = new Shape(1, network.space().inputChannels(), side, side);
    NDArray weight = network.parameters().get(0).value();
    try (NDManager scope = Scopes.step(weight.getManager())) {
      NDArray zeros = scope.zeros(image, weight.getDataType());
      GradScope.unrecorded(() -> network.forward(zeros, path, mode));
    }
    return new OperationCount(counter.convolutions, counter.linear, counter.linearOutputs);
  }

  /** All multiply-adds. */
  public long multiplyAdds() {
    return convolutions + linear;
  }

  /** The reference's count, which takes a linear layer as (2 in - 1) out. */
  public long tableFlops() {
    return convolutions + 2 * linear - linearOutputs;
  }
}
