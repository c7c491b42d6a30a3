package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.PythonRandom;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * Strictly fair paths drawn exactly as AngleNAS draws them: for every choice the counter grows by
 * one, Python's generator is seeded with it, and a permutation of the choice's ops is drawn.
 *
 * @param start the counter before the first step: 0 in supernet retraining
 */
public record ReferenceFairPaths(long start) implements PathSampler {
  /** Checks the counter. */
  public ReferenceFairPaths {
    if (start < 0) {
      throw new IllegalArgumentException("start must not be negative, was " + start);
    }
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    Steps.check(step);
    FairPermutations.requireEqualCounts(space);
    long counter = start + space.choices().size() * (step - 1);
    List<List<CandidateOp>> permutations = new ArrayList<>();
    for (List<CandidateOp> left : space.choices()) {
      counter++;
      permutations.add(PythonRandom.seeded(ReferenceSeed.of(counter)).permutation(left));
    }
    return FairPermutations.transpose(permutations);
  }
}
