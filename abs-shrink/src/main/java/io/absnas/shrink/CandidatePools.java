package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/**
 * Collects the children of a scoring round: enough for every EdgeOp, shared between all of them.
 *
 * <p>EdgeOps take their turn in order. Each first counts what earlier ones have found, then draws
 * until nothing is missing or {@code attempts} draws per missing child are used up. A child that is
 * there already or that is not allowed costs a draw and is thrown away.
 */
public final class CandidatePools {
  private final SearchSpace space;
  private final int childrenPerOp;
  private final int attempts;
  private final Predicate<int[]> allowed;

  /**
   * Pools for what is left in a space.
   *
   * @param space the space as it is before the drop
   * @param childrenPerOp children wanted through each EdgeOp; the reference takes 1000
   * @param attempts draws allowed per missing child; the reference allows 100
   * @param allowed which children may be measured: those inside the FLOPs window
   */
  public CandidatePools(
      SearchSpace space, int childrenPerOp, int attempts, Predicate<int[]> allowed) {
    this.space = requireNonNull(space, "space is null");
    this.allowed = requireNonNull(allowed, "allowed is null");
    if (childrenPerOp < 1 || attempts < 1) {
      throw new IllegalArgumentException(
          "children per op and attempts must be positive, were "
              + childrenPerOp
              + " and "
              + attempts);
    }
    this.childrenPerOp = childrenPerOp;
    this.attempts = attempts;
  }

  /** Every child of the space that is allowed. */
  public Candidates whole() {
    return new WholeSpace(space).candidates(allowed);
  }

  /**
   * Sampled children; where fewer children hold an EdgeOp than are wanted, all of them, each once.
   */
  public Candidates sample(ChildSampler sampler, Draws draws) {
    BigInteger wanted = BigInteger.valueOf(childrenPerOp);
    boolean everyOp = true;
    Candidates candidates = new Candidates(ChoiceTable.of(space), false);
    for (int index = 0; index < candidates.scored().size(); index++) {
      EdgeOp edgeOp = candidates.scored().get(index);
      BigInteger through =
          space.size().divide(BigInteger.valueOf(space.ops(edgeOp.choice()).size()));
      if (through.compareTo(wanted) <= 0) {
        enumerate(candidates, edgeOp);
      } else {
        everyOp = false;
        draw(candidates, index, sampler, draws);
      }
    }
    return everyOp ? whole() : candidates;
  }

  /** Sampled children as the reference draws them, also where few children exist. */
  public Candidates sampleLikeReference(ChildSampler sampler, Draws draws) {
    Candidates candidates = new Candidates(ChoiceTable.of(space), false);
    List<EdgeOp> scored = candidates.scored();
    for (int index = 0; index < scored.size(); index++) {
      draw(candidates, index, sampler, draws);
    }
    return candidates;
  }

  private void enumerate(Candidates candidates, EdgeOp edgeOp) {
    new WholeSpace(space)
        .through(
            edgeOp,
            child -> {
              if (allowed.test(child)) {
                candidates.add(child);
              }
            });
  }

  private void draw(Candidates candidates, int index, ChildSampler sampler, Draws draws) {
    EdgeOp edgeOp = candidates.scored().get(index);
    long missing = (long) childrenPerOp - candidates.held(index);
    long limit = missing * attempts;
    long tries = 0;
    while (missing > 0 && tries < limit) {
      tries++;
      int[] child = sampler.sample(edgeOp, draws);
      if (!candidates.contains(child) && allowed.test(child)) {
        candidates.add(child);
        missing--;
      }
    }
    candidates.countTries(index, tries);
  }
}
