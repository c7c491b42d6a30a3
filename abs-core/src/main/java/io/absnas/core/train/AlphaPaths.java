package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One path a step, every op drawn by softmax of the architecture parameters as they are then. */
public final class AlphaPaths implements PathSampler {
  private final Supplier<List<List<Double>>> alphas;
  private final RandomStreams streams;

  /**
   * A sampler.
   *
   * @param alphas one list for each choice, an entry for each op left
   */
  public AlphaPaths(Supplier<List<List<Double>>> alphas, RandomStreams streams) {
    this.alphas = requireNonNull(alphas, "alphas is null");
    this.streams = requireNonNull(streams, "streams is null");
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    RandomGenerator random = streams.stream("path", step);
    List<CandidateOp> ops = new ArrayList<>();
    List<List<Double>> now = alphas.get();
    for (int choice = 0; choice < now.size(); choice++) {
      double[] values = now.get(choice).stream().mapToDouble(alpha -> alpha).toArray();
      int drawn = EdgeProbabilities.draw(EdgeProbabilities.of(values), random);
      ops.add(space.ops(choice).get(drawn));
    }
    return List.of(SampledPath.of(new Architecture(ops)));
  }
}
