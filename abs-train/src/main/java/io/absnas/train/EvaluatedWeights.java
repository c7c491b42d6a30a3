package io.absnas.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.absnas.core.nn.Network;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of a file, for a network to be evaluated with. Other architectures may have tensors of
 * the same names, so everything in the file must belong to the network, and everything in the
 * network must be there, running statistics too; an auxiliary head is left aside.
 */
record EvaluatedWeights(Path file, NetworkPlan network) {
  private static final String HEAD = "auxiliary_head.";
  private static final String COUNTER = "num_batches_tracked";

  EvaluatedWeights {
    requireNonNull(file, "file is null");
    requireNonNull(network, "network is null");
  }

  /**
   * Reads and compares; the counters that PyTorch's batch norms keep are left out.
   *
   * @throws AbsException of kind INPUT if the file cannot be read or is of another network
   */
  NamedTensors read() {
    WeightFiles.Content content = WeightFiles.content(file);
    String architecture = content.metadata().getOrDefault("architecture", network.text());
    if (!architecture.equals(network.text())) {
      throw failure("is of architecture " + architecture);
    }
    Map<String, List<Long>> shapes = shapes();
    List<HostTensor> kept =
        content.tensors().tensors().stream()
            .filter(tensor -> !tensor.name().endsWith(COUNTER))
            .toList();
    for (HostTensor tensor : kept) {
      if (!shapes.containsKey(tensor.name()) && !tensor.name().startsWith(HEAD)) {
        throw failure("holds " + tensor.name() + ", which the network has not");
      }
    }
    NamedTensors weights = NamedTensors.of(kept);
    shapes.forEach((name, shape) -> requireTensor(weights, name, shape));
    return weights;
  }

  private void requireTensor(NamedTensors weights, String name, List<Long> shape) {
    HostTensor tensor =
        weights.find(name).orElseThrow(() -> failure("lacks " + name + ", which the network has"));
    if (!tensor.shape().equals(shape)) {
      throw failure(
          "holds %s of shape %s, the network's is %s".formatted(name, tensor.shape(), shape));
    }
  }

  private AbsException failure(String problem) {
    return new AbsException(
        ExitCode.INPUT,
        "%s: %s; the network is %s of %s"
            .formatted(file, problem, network.text(), network.space().id()));
  }

  private Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    try (Network built = network.open(RandomStreams.of(0), ComputeDevice.CPU)) {
      for (Map.Entry<String, NDArray> value : built.values().entrySet()) {
        long[] shape = value.getValue().getShape().getShape();
        shapes.put(value.getKey(), Arrays.stream(shape).boxed().toList());
      }
    }
    return shapes;
  }
}
