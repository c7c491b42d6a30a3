package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * As many paths a step as a choice has candidate ops, so that each op of each choice runs exactly
 * once: path j takes entry j of a random permutation per choice (FairNAS, arXiv 1907.01845).
 *
 * @param streams where the draws come from
 */
public record StrictlyFairPaths(RandomStreams streams) implements PathSampler {
  /** Checks that there are streams. */
  public StrictlyFairPaths {
    requireNonNull(streams, "streams is null");
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    Steps.check(step);
    FairPermutations.requireEqualCounts(space);
    RandomGenerator random = streams.stream("fair-paths", step);
    return FairPermutations.transpose(
        space.choices().stream().map(left -> shuffled(left, random)).toList());
  }

  private static List<CandidateOp> shuffled(List<CandidateOp> from, RandomGenerator random) {
    List<CandidateOp> ops = new ArrayList<>(from);
    for (int last = ops.size() - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      ops.set(other, ops.set(last, ops.get(other)));
    }
    return ops;
  }
}
