package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * Uniform paths drawn exactly as AngleNAS draws them: NumPy's generator is seeded anew for every
 * choice with a counter that grows by one per choice over the whole run.
 *
 * @param start the counter before the first step: 5 in shrinking, 0 in supernet retraining
 */
public record ReferencePaths(long start) implements PathSampler {
  /** Checks the counter. */
  public ReferencePaths {
    if (start < 0) {
      throw new IllegalArgumentException("start must not be negative, was " + start);
    }
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    Steps.check(step);
    long counter = start + space.choices().size() * (step - 1);
    List<CandidateOp> ops = new ArrayList<>();
    for (List<CandidateOp> left : space.choices()) {
      ops.add(left.get(NumpyRandom.seeded(ReferenceSeed.of(counter)).below(left.size())));
      counter++;
    }
    return List.of(SampledPath.of(new Architecture(ops)));
  }
}
