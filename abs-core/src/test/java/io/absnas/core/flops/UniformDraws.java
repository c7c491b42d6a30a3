package io.absnas.core.flops;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import java.util.random.RandomGenerator;

/** Architectures drawn uniformly, for Monte-Carlo checks. */
final class UniformDraws {
  private UniformDraws() {}

  static Architecture one(SearchSpace space, RandomStreams streams, long number) {
    RandomGenerator random = streams.stream("draw", number);
    return new Architecture(
        space.choices().stream().map(ops -> ops.get(random.nextInt(ops.size()))).toList());
  }
}
