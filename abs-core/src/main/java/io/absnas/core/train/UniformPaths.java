package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.Draws;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One path a step, every choice uniform over its candidate ops (single path one-shot, arXiv
 * 1904.00420); identity counts as an op like any other, and there is no FLOPs limit. DARTS cells
 * are then repaired so that each node has two predecessors.
 *
 * @param streams where the draws come from
 */
public record UniformPaths(RandomStreams streams) implements PathSampler {
  /** Checks that there are streams. */
  public UniformPaths {
    requireNonNull(streams, "streams is null");
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    Steps.check(step);
    RandomGenerator random = streams.stream("path", step);
    List<CandidateOp> ops =
        space.choices().stream().map(left -> left.get(random.nextInt(left.size()))).toList();
    return List.of(SampledPath.of(repaired(space, new Architecture(ops), random)));
  }

  /** What was drawn op by op, under the rule of its space if it has one. */
  static Architecture repaired(SearchSpace space, Architecture drawn, RandomGenerator random) {
    return TwoPredecessors.binds(space)
        ? new TwoPredecessors(space).repaired(drawn, Draws.of(random))
        : drawn;
  }
}
