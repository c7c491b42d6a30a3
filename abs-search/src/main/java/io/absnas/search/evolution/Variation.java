package io.absnas.search.evolution;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** New architectures from old ones, as in SPOS (arXiv 1904.00420). */
public final class Variation {
  private Variation() {}

  /**
   * Draws every choice again with some probability, uniformly over the ops that are left there, the
   * present one among them.
   *
   * @param probability 0 to 1
   */
  public static Architecture mutate(
      SearchSpace space, Architecture parent, double probability, RandomGenerator random) {
    List<CandidateOp> ops = new ArrayList<>(parent.ops().size());
    for (int choice = 0; choice < parent.ops().size(); choice++) {
      List<CandidateOp> left = space.ops(choice);
      boolean again = random.nextDouble() < probability;
      ops.add(again ? left.get(random.nextInt(left.size())) : parent.ops().get(choice));
    }
    return new Architecture(ops);
  }

  /** Takes every choice from either parent with probability one half. */
  public static Architecture cross(Architecture one, Architecture other, RandomGenerator random) {
    if (one.ops().size() != other.ops().size()) {
      throw new IllegalArgumentException(
          "parents of %d and %d choices".formatted(one.ops().size(), other.ops().size()));
    }
    List<CandidateOp> ops = new ArrayList<>(one.ops().size());
    for (int choice = 0; choice < one.ops().size(); choice++) {
      ops.add((random.nextBoolean() ? one : other).ops().get(choice));
    }
    return new Architecture(ops);
  }
}
