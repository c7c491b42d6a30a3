package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.SearchSpace;
import java.util.List;

/**
 * Which paths of a supernet a training step runs. A pure function of space and step: a resumed run
 * needs nothing but the number of its last step.
 */
public sealed interface PathSampler
    permits AlphaPaths,
        FixedPath,
        IndependentCells,
        ReferenceFairPaths,
        ReferencePaths,
        StrictlyFairPaths,
        UniformPaths {
  /**
   * The paths of one step, in the order in which they are run.
   *
   * @param space what is left of the search space
   * @param step from 1, over the whole run
   */
  List<SampledPath> paths(SearchSpace space, long step);
}
