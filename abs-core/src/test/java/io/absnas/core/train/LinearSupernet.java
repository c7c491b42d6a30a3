package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A supernet small enough to differentiate by hand: logits = W_common x + W_op x + bias, op being
 * one of two. Images are 1x1 with three channels, two classes. The bias plays a batch norm's part.
 */
final class LinearSupernet implements Network {
  static final int CLASSES = 2;
  static final int FEATURES = 3;
  static final LayeredSpace SPACE =
      LayeredSpace.full(
          "linear",
          TestSpaces.shape(1, 3, 1, 3, new int[][] {{3, 1, 1}}, 3, CLASSES),
          TestSpaces.BLOCKS.subList(0, 2));

  private final NDManager manager = Scopes.root(ComputeDevice.CPU);
  private final NDArray zeroBias;
  private final List<Param> parameters = new ArrayList<>();

  LinearSupernet(DataType type) {
    this.zeroBias = HostCopies.create(manager, new double[CLASSES], new Shape(CLASSES), type);
    add("common.weight", Param.Role.CLASSIFIER_WEIGHT, Optional.empty(), type);
    for (CandidateOp op : SPACE.operations()) {
      String name = "op." + SPACE.code(op) + ".weight";
      add(name, Param.Role.CONVOLUTION, Optional.of(new EdgeOp(0, op)), type);
    }
    add("bias", Param.Role.BATCH_NORM, Optional.empty(), type);
  }

  private void add(String name, Param.Role role, Optional<EdgeOp> owner, DataType type) {
    double[] values = initial(name);
    Shape shape = role == Param.Role.BATCH_NORM ? new Shape(CLASSES) : new Shape(CLASSES, FEATURES);
    NDArray array = HostCopies.create(manager, values, shape, type);
    Autograd.requireGradient(array);
    parameters.add(new Param(name, array, role, owner));
  }

  /** The values that a parameter starts with. */
  static double[] initial(String name) {
    return switch (name) {
      case "common.weight" -> new double[] {0.5, -0.25, 0.125, -0.5, 0.75, 0.25};
      case "op.0.weight" -> new double[] {0.1, 0.2, -0.3, 0.4, -0.5, 0.6};
      case "op.1.weight" -> new double[] {-0.6, 0.5, 0.4, -0.3, 0.2, 0.1};
      default -> new double[] {0.3, -0.2};
    };
  }

  @Override
  public SearchSpace space() {
    return SPACE;
  }

  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    List<Param> used = parameters(path);
    NDArray features = Ops.flatten(images);
    return Ops.add(
        Ops.linear(features, used.get(0).leaf(), used.get(2).leaf()),
        Ops.linear(features, used.get(1).leaf(), zeroBias));
  }

  @Override
  public List<Param> parameters() {
    return List.copyOf(parameters);
  }

  @Override
  public List<Param> parameters(SampledPath path) {
    int code = SPACE.code(path.at(0).ops().get(0));
    return List.of(parameters.get(0), parameters.get(1 + code), parameters.get(3));
  }

  @Override
  public void resetRunningStatistics(SampledPath path) {}

  @Override
  public NamedTensors runningStatistics(SampledPath path) {
    return NamedTensors.of(List.of());
  }

  @Override
  public NamedTensors runningStatistics() {
    return NamedTensors.of(List.of());
  }

  @Override
  public void loadRunningStatistics(NamedTensors statistics) {}

  @Override
  public Map<String, NDArray> values() {
    Map<String, NDArray> values = new LinkedHashMap<>();
    parameters.forEach(param -> values.put(param.name(), param.value()));
    return values;
  }

  @Override
  public NamedTensors state() {
    return NamedTensors.of(
        parameters.stream().map(param -> HostCopies.toHost(param.name(), param.value())).toList());
  }

  @Override
  public void load(NamedTensors state) {
    for (Param param : parameters) {
      HostTensor tensor = state.find(param.name()).orElseThrow();
      HostCopies.overwrite(param.value(), tensor);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
