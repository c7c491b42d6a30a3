package io.absnas.shrink;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Scores EdgeOps by the mean angle of children that hold them (arXiv 2004.13431, angle-based
 * shrinking).
 *
 * <p>Chunks of children are measured by all threads, then EdgeOps are scored by all threads. The
 * angles of an EdgeOp are added up in the order of its children, so no digit depends on the number
 * of threads.
 */
public final class OperatorScorer {
  /** Scores of whole spaces are ranked at this grain, so that mathematical ties are ties. */
  private static final double GRAINS_PER_RADIAN = 1e9;

  private final Candidates candidates;
  private final int childrenPerOp;
  private final Workers workers;
  private final ScoringWatch watch;

  private OperatorScorer(
      Candidates candidates, int childrenPerOp, Workers workers, ScoringWatch watch) {
    this.candidates = candidates;
    this.childrenPerOp = childrenPerOp;
    this.workers = workers;
    this.watch = watch;
  }

  /**
   * Scores in the order of {@link Candidates#scored()}. Of the children that hold an EdgeOp the
   * first {@code childrenPerOp} in order of acceptance count, whoever drew them; where the
   * candidates are a whole space, all count and scores are rounded to 1e-9 radians.
   *
   * @param angle angle in radians of a child given as op positions; asked once per child, by
   *     several threads at a time; it must not keep the array, which is used again
   * @param watch may end the work with a {@link java.util.concurrent.CancellationException}
   */
  static List<ScoredOp> score(
      Candidates candidates,
      int childrenPerOp,
      ToDoubleFunction<int[]> angle,
      Workers workers,
      ScoringWatch watch) {
    OperatorScorer scorer = new OperatorScorer(candidates, childrenPerOp, workers, watch);
    return scorer.scores(scorer.angles(angle));
  }

  /** Angles by chunk, in the order of the children. */
  private List<double[]> angles(ToDoubleFunction<int[]> angle) {
    int chunks = candidates.children().chunks();
    return workers.map(
        chunks,
        chunk -> anglesOf(chunk, angle),
        done -> watch.check(ScoringWatch.Part.ANGLES, done, chunks));
  }

  private double[] anglesOf(int chunk, ToDoubleFunction<int[]> angle) {
    ChildCode code = candidates.code();
    long[] words = candidates.children().chunk(chunk);
    double[] angles = new double[candidates.children().sizeOf(chunk)];
    int[] child = new int[code.choices()];
    for (int i = 0; i < angles.length; i++) {
      code.read(words, i * code.words(), child);
      angles[i] = angle.applyAsDouble(child);
    }
    return angles;
  }

  private List<ScoredOp> scores(List<double[]> angles) {
    int scored = candidates.scored().size();
    return List.copyOf(
        workers.map(
            scored,
            index -> score(index, angles),
            done -> watch.check(ScoringWatch.Part.SCORES, done, scored)));
  }

  private ScoredOp score(int index, List<double[]> angles) {
    AngleStats stats = AngleStats.of(anglesThrough(index, angles));
    double score = candidates.exact() ? rounded(stats.mean()) : stats.mean();
    return new ScoredOp(candidates.scored().get(index), score, stats, candidates.tries(index));
  }

  /** The angles that count for an EdgeOp, in the order of the children. */
  private double[] anglesThrough(int index, List<double[]> angles) {
    int held = candidates.held(index);
    double[] through = new double[candidates.exact() ? held : Math.min(held, childrenPerOp)];
    ChildCode code = candidates.code();
    int choice = candidates.scored().get(index).choice();
    int shift = code.shift(choice);
    long mask = code.mask();
    long position = candidates.position(index);
    int count = 0;
    for (int chunk = 0; count < through.length; chunk++) {
      long[] words = candidates.children().chunk(chunk);
      double[] measured = angles.get(chunk);
      int word = code.word(choice);
      for (int i = 0; i < measured.length && count < through.length; i++) {
        if ((words[word] >>> shift & mask) == position) {
          through[count] = measured[i];
          count++;
        }
        word += code.words();
      }
    }
    return through;
  }

  private static double rounded(double score) {
    return Math.rint(score * GRAINS_PER_RADIAN) / GRAINS_PER_RADIAN;
  }
}
