package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import java.util.List;
import java.util.Optional;

/**
 * Where a search is, beside weights and optimisers.
 *
 * @param format version of this form
 * @param algo which search
 * @param stage number of the stage, from 0
 * @param recorded epochs of the stage whose genotype is recorded, the state before the first one
 *     being epoch 0; -1 for none
 * @param stepsBefore steps of the stages before
 * @param normal op codes that the stage offers on every edge of normal cells
 * @param reduce the same for reduction cells
 * @param evaluation the newest one of any stage
 */
record DartsProgress(
    int format,
    String algo,
    int stage,
    int recorded,
    long stepsBefore,
    List<List<Integer>> normal,
    List<List<Integer>> reduce,
    Optional<StageScore> evaluation) {
  static final int FORMAT = 1;

  DartsProgress {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
    }
    requireNonNull(algo, "algo is null");
    normal = normal.stream().map(List::copyOf).toList();
    reduce = reduce.stream().map(List::copyOf).toList();
    requireNonNull(evaluation, "evaluation is null");
  }

  /** The start of a stage. */
  static DartsProgress start(
      DartsAlgorithm algo,
      int stage,
      long stepsBefore,
      SearchedOps ops,
      List<CandidateOp> operations,
      Optional<StageScore> evaluation) {
    return new DartsProgress(
        FORMAT,
        algo.id(),
        stage,
        -1,
        stepsBefore,
        codes(ops.normal(), operations),
        codes(ops.reduce(), operations),
        evaluation);
  }

  /** The same with one more epoch recorded. */
  DartsProgress recordedUntil(int epoch, Optional<StageScore> score) {
    return new DartsProgress(
        format, algo, stage, epoch, stepsBefore, normal, reduce, score.or(() -> evaluation));
  }

  /** The ops that the codes stand for. */
  SearchedOps ops(List<CandidateOp> operations) {
    return new SearchedOps(ops(normal, operations), ops(reduce, operations));
  }

  private static List<List<CandidateOp>> ops(
      List<List<Integer>> codes, List<CandidateOp> operations) {
    return codes.stream().map(list -> list.stream().map(operations::get).toList()).toList();
  }

  static List<List<Integer>> codes(List<List<CandidateOp>> ops, List<CandidateOp> operations) {
    return ops.stream().map(list -> list.stream().map(operations::indexOf).toList()).toList();
  }
}
