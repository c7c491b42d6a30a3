package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.SearchSpace;
import java.util.List;

/** Which passes make up one training step. */
public sealed interface StepRule {
  /** The paths of a step; their gradients on the step's one batch are summed. */
  List<SampledPath> paths(SearchSpace space, long step);

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
}
