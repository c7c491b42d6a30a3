package io.absnas.search.child;

import io.absnas.core.nn.Network;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.NamedTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The evaluators of one process, one on each of its devices. What they find for a child does not
 * depend on which one is asked, on CPUs with equal numbers of engine threads not by a bit.
 */
public final class ChildEvaluators implements AutoCloseable {
  private final List<ChildEvaluator> evaluators = new ArrayList<>();

  /**
   * Loads the weights into the networks.
   *
   * @param networks one on each device; must outlive the evaluators
   * @param devices of the networks, in their order
   * @param weights those that {@code needs} names
   */
  public ChildEvaluators(
      List<Network> networks,
      List<ComputeDevice> devices,
      NamedTensors weights,
      ChildNeeds needs,
      ChildImages images,
      EvaluationConfig config) {
    if (networks.isEmpty() || networks.size() != devices.size()) {
      throw new IllegalArgumentException(
          "%d networks on %d devices".formatted(networks.size(), devices.size()));
    }
    Optional<EvaluationCache> cache =
        config.cache().map(folder -> new EvaluationCache(Path.of(folder)));
    for (int i = 0; i < networks.size(); i++) {
      networks.get(i).load(weights);
      String device = devices.get(i).kind().name().toLowerCase(Locale.ROOT);
      evaluators.add(new ChildEvaluator(networks.get(i), needs, images, cache, device));
    }
  }

  /** One handler of jobs a device. */
  public List<ChildEvaluator> handlers() {
    return List.copyOf(evaluators);
  }

  @Override
  public void close() {
    evaluators.forEach(ChildEvaluator::close);
  }
}
