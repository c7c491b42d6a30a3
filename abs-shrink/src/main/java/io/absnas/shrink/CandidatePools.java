package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.WindowCounts;
import io.absnas.core.flops.WindowWalk;
import io.absnas.core.run.Draws;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import java.util.List;

/**
 * Collects the children of a scoring round: enough for every EdgeOp, shared between all of them.
 *
 * <p>EdgeOps take their turn in order. One that no more children inside the FLOPs window hold than
 * are wanted gets all of them, by enumeration; the count is exact, so none is drawn for in vain.
 * Any other first counts what earlier ones have found, then draws until nothing is missing or
 * {@code attempts} draws per missing child are used up. A child that is there already or that is
 * outside the window costs a draw and is thrown away.
 *
 * <p>Draws come in blocks, each from a stream of its own, which any thread may make; they are taken
 * in the order of the blocks. So children, their order and the number of draws do not depend on the
 * number of threads.
 */
public final class CandidatePools {
  private static final int WALKED_BETWEEN_CHECKS = 1 << 16;
  private static final int DRAWN_BETWEEN_CHECKS = 1 << 10;

  private final SearchSpace space;
  private final WindowCounts counts;
  private final int childrenPerOp;
  private final int attempts;
  private final ScoringWatch watch;

  /**
   * Pools for what is left in a space.
   *
   * @param counts the children of the space as it is before the drop, inside the FLOPs window
   * @param childrenPerOp children wanted through each EdgeOp; the reference takes 1000
   * @param attempts draws allowed per missing child; the reference allows 100
   * @param watch may end the work with a {@link java.util.concurrent.CancellationException}
   */
  public CandidatePools(WindowCounts counts, int childrenPerOp, int attempts, ScoringWatch watch) {
    this.counts = requireNonNull(counts, "counts is null");
    this.space = counts.space();
    this.watch = requireNonNull(watch, "watch is null");
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
    Candidates candidates = new Candidates(ChoiceTable.of(space), true);
    WindowWalk.all(counts, child -> walked(candidates, child));
    return candidates;
  }

  /**
   * Sampled children; where no more children hold an EdgeOp than are wanted, all of them, each
   * once; where that is so for every EdgeOp, the whole space.
   */
  Candidates sample(ChildSampler sampler, ScoringDraws.Own draws, Workers workers) {
    Candidates candidates = new Candidates(ChoiceTable.of(space), false);
    List<EdgeOp> scored = candidates.scored();
    // Repaired cells hold ops that were dropped and lack others, so they cannot be enumerated.
    boolean countable = !TwoPredecessors.binds(space);
    boolean everyOp = countable;
    for (int index = 0; index < scored.size(); index++) {
      if (countable && counts.children(scored.get(index)) <= childrenPerOp) {
        candidates.setComplete(index);
      } else {
        everyOp = false;
      }
    }
    if (everyOp) {
      return whole();
    }
    for (int index = 0; index < scored.size(); index++) {
      EdgeOp edgeOp = scored.get(index);
      if (candidates.complete(index)) {
        WindowWalk.through(counts, edgeOp, child -> walked(candidates, child));
      } else if (candidates.held(index) < childrenPerOp) {
        draw(candidates, index, sampler, draws, workers);
      }
    }
    return candidates;
  }

  /** Sampled children as the reference draws them, also where few children exist. */
  Candidates sampleLikeReference(ChildSampler sampler, Draws draws) {
    Candidates candidates = new Candidates(ChoiceTable.of(space), false);
    for (int index = 0; index < candidates.scored().size(); index++) {
      ChildSampler.Through through = sampler.through(candidates.scored().get(index));
      long missing = (long) childrenPerOp - candidates.held(index);
      long limit = missing * attempts;
      long tries = 0;
      while (missing > 0 && tries < limit) {
        tries++;
        int[] child = through.next(draws);
        if (counts.allows(child) && candidates.add(child)) {
          missing--;
        }
        if (tries % DRAWN_BETWEEN_CHECKS == 0) {
          check(candidates, index);
        }
      }
      candidates.countTries(index, tries);
    }
    return candidates;
  }

  private void walked(Candidates candidates, int[] child) {
    if (candidates.add(child) && candidates.size() % WALKED_BETWEEN_CHECKS == 0) {
      check(candidates, 0);
    }
  }

  private void draw(
      Candidates candidates,
      int index,
      ChildSampler sampler,
      ScoringDraws.Own draws,
      Workers workers) {
    EdgeOp edgeOp = candidates.scored().get(index);
    long missing = (long) childrenPerOp - candidates.held(index);
    long limit = missing * attempts;
    DrawBlocks blocks =
        new DrawBlocks(
            sampler.through(edgeOp),
            block -> draws.block(edgeOp, candidates.position(index), block),
            counts,
            candidates.code(),
            limit,
            workers);
    long tries = 0;
    while (missing > 0 && tries < limit) {
      DrawBlocks.Block block = blocks.next(missing);
      long before = tries;
      tries += block.draws();
      for (int i = 0; i < block.allowed() && missing > 0; i++) {
        if (candidates.add(block.words(), i * candidates.code().words())) {
          missing--;
          tries = missing == 0 ? before + block.numbers()[i] : tries;
        }
      }
      check(candidates, index);
    }
    candidates.countTries(index, tries);
  }

  /** EdgeOps that had their turn are done, whatever they found. */
  private void check(Candidates candidates, int turn) {
    int scored = candidates.scored().size();
    long done = (long) turn * childrenPerOp;
    for (int index = turn; index < scored; index++) {
      done += Math.min(candidates.held(index), childrenPerOp);
    }
    watch.check(ScoringWatch.Part.CHILDREN, done, (long) scored * childrenPerOp);
  }
}
