package io.absnas.search;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import io.absnas.search.child.ChildEvaluator;
import io.absnas.search.child.ChildEvaluators;
import io.absnas.search.child.ChildImages;
import io.absnas.search.child.ChildNeeds;
import java.nio.file.Path;
import java.util.List;

/**
 * What a worker of a search holds: the supernet on each device, loaded once, and the images. It
 * serves searches whose supernet, images and settings are the same, as their hashes say, and no
 * others.
 */
public final class ChildWorker implements AutoCloseable {
  private final ReplicaNetworks networks;
  private final ChildEvaluators evaluators;

  private ChildWorker(ReplicaNetworks networks, ChildEvaluators evaluators) {
    this.networks = networks;
    this.evaluators = evaluators;
  }

  /**
   * Loads everything.
   *
   * @param config of the search; keys that say where and how fast may be others
   * @param supernet file of the supernet's weights
   * @throws io.absnas.core.run.AbsException of kind USAGE, INPUT or DEVICE
   */
  public static ChildWorker open(ResolvedConfig<SearchConfig> config, Path supernet) {
    SearchConfig values = config.value();
    SearchSpace space = values.space().resolve();
    NamedTensors weights = WeightFiles.read(supernet);
    DataPair data = Datasets.open(values.data());
    new SearchChecks(config, space).check(data);
    ChildNeeds needs =
        ChildNeeds.of(
            values.evaluation(), values.data(), data, space, values.seed(), WeightsId.of(weights));
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    RandomStreams streams = RandomStreams.of(values.seed());
    ChildImages images = ChildImages.of(values.evaluation(), data, streams);
    ReplicaNetworks networks =
        ReplicaNetworks.open(space, values.training().initialisation(), streams, devices);
    try {
      return new ChildWorker(
          networks,
          new ChildEvaluators(
              networks.list(), devices, weights, needs, images, values.evaluation()));
    } catch (RuntimeException e) {
      networks.close();
      throw e;
    }
  }

  /** One handler of jobs a device. */
  public List<ChildEvaluator> handlers() {
    return evaluators.handlers();
  }

  @Override
  public void close() {
    evaluators.close();
    networks.close();
  }
}
