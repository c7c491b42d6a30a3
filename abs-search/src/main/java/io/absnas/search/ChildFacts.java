package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import java.util.Optional;

/**
 * What is known of any child without looking at an image.
 *
 * @param space the space
 * @param costs of its architectures
 * @param angles of its architectures, where both sets of weights are known
 */
record ChildFacts(SearchSpace space, CostModel costs, Optional<AngleScorer> angles) {
  ChildFacts {
    requireNonNull(space, "space is null");
    requireNonNull(costs, "costs is null");
    requireNonNull(angles, "angles is null");
  }

  /** Text form, in which other commands take it. */
  String encode(Architecture architecture) {
    return space.encode(architecture);
  }

  Cost cost(Architecture architecture) {
    return costs.of(architecture);
  }

  Optional<Double> angle(Architecture architecture) {
    return angles.map(scorer -> scorer.angle(architecture));
  }
}
