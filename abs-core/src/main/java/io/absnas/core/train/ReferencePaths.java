package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.Draws;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import java.util.ArrayList;
import java.util.List;

/**
 * Uniform paths drawn exactly as AngleNAS draws them: NumPy's generator is seeded anew for every
 * choice with a counter that grows by one per choice over the whole run. DARTS cells are then
 * repaired with the generator of the last choice.
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

  /** What a step draws, and the generator as it leaves it. */
  private record Drawn(Architecture architecture, NumpyRandom random) {}

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    return List.of(SampledPath.of(drawn(space, step).architecture()));
  }

  /**
   * The generator as the draws of a step leave it, which scoring goes on with; before the first
   * step as the counter's start seeds it.
   *
   * @param space in which the step sampled its path
   */
  public NumpyRandom after(SearchSpace space, long step) {
    return step == 0 ? NumpyRandom.seeded(ReferenceSeed.of(start)) : drawn(space, step).random();
  }

  private Drawn drawn(SearchSpace space, long step) {
    Steps.check(step);
    long counter = start + space.choices().size() * (step - 1);
    NumpyRandom random = NumpyRandom.seeded(ReferenceSeed.of(counter));
    List<CandidateOp> ops = new ArrayList<>();
    for (List<CandidateOp> left : space.choices()) {
      random = NumpyRandom.seeded(ReferenceSeed.of(counter));
      ops.add(left.get(random.below(left.size())));
      counter++;
    }
    Architecture architecture = new Architecture(ops);
    return new Drawn(
        TwoPredecessors.binds(space)
            ? new TwoPredecessors(space).repaired(architecture, Draws.of(random))
            : architecture,
        random);
  }
}
