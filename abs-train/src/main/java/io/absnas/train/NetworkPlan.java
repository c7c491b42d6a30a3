package io.absnas.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.GenotypeCost;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.OperationCount;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Design;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.GenotypeCellPlan;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceConfig;
import io.absnas.core.tensor.ComputeDevice;

/**
 * The network of a configuration, before it is built.
 *
 * @param space width, depth, classes and input
 * @param design architecture or genotype
 * @param auxiliaryHead whether it has a second classifier in training
 * @param cost of an image in evaluation, and trainable values without the auxiliary head
 */
record NetworkPlan(SearchSpace space, Design design, boolean auxiliaryHead, Cost cost) {
  private static final String ARCHITECTURE = "network.architecture";
  private static final String LIMIT = "network.flops-limit";

  NetworkPlan {
    requireNonNull(space, "space is null");
    requireNonNull(design, "design is null");
    requireNonNull(cost, "cost is null");
  }

  /**
   * Reads space and architecture of a configuration.
   *
   * @throws AbsException of kind USAGE or INPUT, or INFEASIBLE if no width keeps to the limit
   */
  static NetworkPlan of(ResolvedConfig<TrainConfig> config) {
    TrainConfig values = config.value();
    NetworkConfig network = values.network();
    SearchSpace space = values.space().resolve();
    Design design = design(config, space);
    if (network.flopsLimit().isPresent()) {
      space = narrowed(config, space, design, network.flopsLimit().get());
    }
    if (network.auxiliaryHead() && !Design.takesGenotypes(space)) {
      throw config.failure(
          ExitCode.USAGE,
          "network.auxiliary-head",
          "is true, but networks of space " + space.id() + " have none");
    }
    return new NetworkPlan(space, design, network.auxiliaryHead(), CostModel.of(space, design));
  }

  private static Design design(ResolvedConfig<TrainConfig> config, SearchSpace space) {
    String text =
        config
            .value()
            .network()
            .architecture()
            .orElseThrow(
                () ->
                    new AbsException(
                        ExitCode.USAGE,
                        "no architecture: give --arch TEXT, --arch-file FILE or --result RUN, or the key "
                            + ARCHITECTURE));
    try {
      return ArchitectureCatalog.design(space, text);
    } catch (IllegalArgumentException e) {
      throw config.failure(ExitCode.USAGE, ARCHITECTURE, "does not fit: " + e.getMessage());
    }
  }

  private static SearchSpace narrowed(
      ResolvedConfig<TrainConfig> config, SearchSpace space, Design design, long limit) {
    if (!(design instanceof Genotype genotype && space instanceof CellSpace cells)) {
      throw config.failure(ExitCode.USAGE, LIMIT, "is for genotypes; " + space.id() + " has none");
    }
    CellMacro macro = cells.macro();
    if (macro.channels() < GenotypeCellPlan.FEWEST_CHANNELS) {
      return space; // whoever builds the network says so
    }
    int channels =
        GenotypeCost.widestWithin(limit, genotype, macro)
            .orElseThrow(
                () ->
                    config.failure(
                        ExitCode.INFEASIBLE,
                        LIMIT,
                        "is %d, below the network of %d channels"
                            .formatted(limit, GenotypeCellPlan.FEWEST_CHANNELS)));
    SpaceConfig asked = config.value().space();
    return channels == macro.channels()
        ? space
        : new SpaceConfig(
                asked.id(),
                asked.file(),
                asked.width(),
                asked.classes(),
                asked.input(),
                channels,
                asked.cells())
            .resolve();
  }

  /** The network as it is evaluated. */
  NetworkPlan withoutAuxiliaryHead() {
    return new NetworkPlan(space, design, false, cost);
  }

  /** Text form of the design. */
  String text() {
    return Design.encode(space, design);
  }

  /** A fresh network, float32; equal streams give equal weights on every device. */
  Network open(RandomStreams streams, ComputeDevice device) {
    return Networks.standalone(space, design, auxiliaryHead, streams, device, DataType.FLOAT32);
  }

  /** Multiply-adds of one image, counted on the network that was built. */
  static long countedMultiplyAdds(Network built) {
    return OperationCount.of(built, SampledPath.WHOLE).multiplyAdds();
  }
}
