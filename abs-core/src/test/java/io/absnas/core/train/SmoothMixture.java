package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.IdentityDropout;
import io.absnas.core.nn.MixtureNetwork;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
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
import java.util.stream.Stream;

/**
 * Two layers of three weighted hyperbolic tangents each, without a kink anywhere: h = sum_i
 * softmax(a)_i tanh(V_i x), logits = U sum_j softmax(b)_j tanh(W_j h). Images are 1x1 with three
 * channels.
 */
final class SmoothMixture implements MixtureNetwork {
  private static final int OPS = 3;
  private static final int WIDTH = 3;

  private final NDManager manager = Scopes.root(ComputeDevice.CPU);
  private final List<Param> parameters = new ArrayList<>();
  private final List<Param> alphas = new ArrayList<>();
  private final NDArray zero;

  SmoothMixture() {
    zero = HostCopies.create(manager, new double[WIDTH], new Shape(WIDTH), DataType.FLOAT64);
    for (int layer = 0; layer < 2; layer++) {
      alphas.add(param("alphas." + layer, Param.Role.ARCHITECTURE, 1, OPS, 0.3));
      for (int op = 0; op < OPS; op++) {
        parameters.add(
            param("layer." + layer + "." + op, Param.Role.CONVOLUTION, WIDTH, WIDTH, 1.2));
      }
    }
    parameters.add(param("out", Param.Role.CLASSIFIER_WEIGHT, WIDTH, WIDTH, 1.5));
  }

  private Param param(String name, Param.Role role, int rows, int columns, double scale) {
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * Math.sin(3 * i + name.hashCode() % 97);
    }
    NDArray array = HostCopies.create(manager, values, new Shape(rows, columns), DataType.FLOAT64);
    Autograd.requireGradient(array);
    return new Param(name, array, role, Optional.empty());
  }

  @Override
  public List<Param> architectureParameters() {
    return List.copyOf(alphas);
  }

  @Override
  public NDArray forward(NDArray images, IdentityDropout dropout, ForwardMode mode) {
    NDArray h = Ops.flatten(images);
    for (int layer = 0; layer < 2; layer++) {
      NDArray leaf = alphas.get(layer).leaf();
      NDArray view = leaf.reshape(leaf.getShape());
      view.attach(images.getManager());
      List<NDArray> shares = Ops.entries(Ops.softmax(view));
      NDArray sum = weighted(h, layer, 0, shares);
      for (int op = 1; op < OPS; op++) {
        sum = Ops.add(sum, weighted(h, layer, op, shares));
      }
      h = sum;
    }
    return Ops.linear(h, parameters.get(2 * OPS).leaf(), zero);
  }

  private NDArray weighted(NDArray h, int layer, int op, List<NDArray> shares) {
    Param weight = parameters.get(layer * OPS + op);
    return Ops.linear(h, weight.leaf(), zero).tanh().mul(shares.get(op));
  }

  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return forward(images, IdentityDropout.NONE, mode);
  }

  @Override
  public SearchSpace space() {
    return LinearSupernet.SPACE;
  }

  @Override
  public List<Param> parameters() {
    return List.copyOf(parameters);
  }

  @Override
  public List<Param> parameters(SampledPath path) {
    return parameters();
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
    Stream.concat(alphas.stream(), parameters.stream())
        .forEach(param -> values.put(param.name(), param.value()));
    return values;
  }

  @Override
  public NamedTensors state() {
    List<HostTensor> tensors = new ArrayList<>();
    values().forEach((name, array) -> tensors.add(HostCopies.toHost(name, array)));
    return NamedTensors.of(tensors);
  }

  @Override
  public void load(NamedTensors state) {
    values().forEach((name, array) -> HostCopies.overwrite(array, state.find(name).orElseThrow()));
  }

  @Override
  public void close() {
    manager.close();
  }
}
