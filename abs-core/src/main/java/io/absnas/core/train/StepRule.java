package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.IdentityDropout;
import io.absnas.core.nn.MixtureNetwork;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.Regularisation;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.nn.StandaloneNetwork;
import io.absnas.core.nn.TrainingLogits;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which passes make up one training step, and what they train. */
public sealed interface StepRule {
  /** The paths of a step; their gradients on the step's one batch are summed. */
  List<SampledPath> paths(SearchSpace space, long step);

  /** The parameters that a step over these paths trains, each once. */
  default List<Param> parameters(Network network, List<SampledPath> paths) {
    Map<String, Param> onPaths = new LinkedHashMap<>();
    for (SampledPath path : paths) {
      network.parameters(path).forEach(param -> onPaths.putIfAbsent(param.name(), param));
    }
    return List.copyOf(onPaths.values());
  }

  /**
   * One training pass.
   *
   * @param images some of the step's batch
   * @param step number of the step, from 1 over the whole run
   * @param firstImage position of the first of them in the batch
   */
  default TrainingLogits forward(
      Network network,
      NDArray images,
      SampledPath path,
      ForwardMode mode,
      long step,
      int firstImage) {
    return new TrainingLogits(network.forward(images, path, mode), Optional.empty());
  }

  /** What the loss of an auxiliary head counts beside that of the classifier. */
  default double auxiliaryWeight() {
    return 0;
  }

  /**
   * One path, one pass.
   *
   * @param sampler a sampler of one path a step
   */
  record SinglePath(PathSampler sampler) implements StepRule {
    /** Checks that there is a sampler. */
    public SinglePath {
      requireNonNull(sampler, "sampler is null");
    }

    @Override
    public List<SampledPath> paths(SearchSpace space, long step) {
      List<SampledPath> paths = sampler.paths(space, step);
      if (paths.size() != 1) {
        throw new IllegalArgumentException(
            "a single-path step needs a sampler of one path, got " + paths.size());
      }
      return paths;
    }
  }

  /**
   * Several paths on one batch, gradients summed, one update (FairNAS, arXiv 1907.01845).
   *
   * @param sampler a sampler of several paths a step
   */
  record FairPaths(PathSampler sampler) implements StepRule {
    /** Checks that there is a sampler. */
    public FairPaths {
      requireNonNull(sampler, "sampler is null");
    }

    @Override
    public List<SampledPath> paths(SearchSpace space, long step) {
      return sampler.paths(space, step);
    }
  }

  /** One pass over all of a network. */
  sealed interface WholeNetwork extends StepRule {
    @Override
    default List<SampledPath> paths(SearchSpace space, long step) {
      return List.of(SampledPath.WHOLE);
    }

    @Override
    default List<Param> parameters(Network network, List<SampledPath> paths) {
      return network.parameters();
    }
  }

  /**
   * The whole of a network with architecture parameters.
   *
   * @param dropout probability of dropout on identities, by step
   * @param streams where the draws come from
   */
  record Mixed(IdentityDropoutPlan dropout, RandomStreams streams) implements WholeNetwork {
    /** Checks that both are there. */
    public Mixed {
      requireNonNull(dropout, "dropout is null");
      requireNonNull(streams, "streams is null");
    }

    @Override
    public TrainingLogits forward(
        Network network,
        NDArray images,
        SampledPath path,
        ForwardMode mode,
        long step,
        int firstImage) {
      if (!(network instanceof MixtureNetwork mixed)) {
        throw new IllegalArgumentException("the network has no architecture parameters");
      }
      IdentityDropout now =
          new IdentityDropout(dropout.probability(step), streams, step, firstImage);
      return new TrainingLogits(mixed.forward(images, now, mode), Optional.empty());
    }
  }

  /**
   * The whole of a stand-alone network, with dropout, drop path and auxiliary head; the loss is
   * {@code L(logits) + auxiliaryWeight L(auxiliary logits)}.
   *
   * @param dropout probability that a feature before the classifier is zero
   * @param dropPath probability that an edge of a cell gives zeros for an image, by step
   * @param auxiliaryWeight what the loss of the auxiliary head counts, where there is one; 0.4 for
   *     DARTS networks
   * @param streams where the draws come from
   */
  record Standalone(
      double dropout, DropPath dropPath, double auxiliaryWeight, RandomStreams streams)
      implements WholeNetwork {
    /** Checks the numbers. */
    public Standalone {
      requireNonNull(dropPath, "dropPath is null");
      requireNonNull(streams, "streams is null");
      if (!(dropout >= 0) || !(dropout < 1)) {
        throw new IllegalArgumentException(
            "dropout must be at least 0 and below 1, was " + dropout);
      }
      if (!(auxiliaryWeight >= 0) || auxiliaryWeight > Double.MAX_VALUE) {
        throw new IllegalArgumentException(
            "auxiliaryWeight must be at least 0, was " + auxiliaryWeight);
      }
    }

    @Override
    public TrainingLogits forward(
        Network network,
        NDArray images,
        SampledPath path,
        ForwardMode mode,
        long step,
        int firstImage) {
      if (!(network instanceof StandaloneNetwork standalone)) {
        throw new IllegalArgumentException("a supernet cannot be trained as a whole");
      }
      return standalone.forward(
          images,
          new Regularisation(dropout, dropPath.probability(step), streams, step, firstImage),
          mode);
    }
  }
}
