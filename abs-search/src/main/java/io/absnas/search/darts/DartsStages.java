package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DerivableLists;
import io.absnas.search.derive.ProgressiveDrop;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages of a search, one after another, with fewer ops in each. */
final class DartsStages {
  private static final Logger log = LoggerFactory.getLogger(DartsStages.class);

  private final DartsSearchConfig values;
  private final CellSpace space;

  DartsStages(DartsSearchConfig values, CellSpace space) {
    this.values = requireNonNull(values, "values is null");
    this.space = requireNonNull(space, "space is null");
  }

  /** The last stage and what its training left. */
  record Last(StageNetwork stage, StageTraining.Trained end) {}

  /**
   * Trains all stages from a point on.
   *
   * @param resumed where a checkpoint goes on
   * @return empty if it was stopped
   */
  Optional<Last> run(
      StageTraining.Session session, DartsProgress start, Optional<DartsCheckpoint> resumed) {
    DartsProgress progress = start;
    Optional<DartsCheckpoint> from = resumed;
    while (true) {
      StageNetwork stage =
          network(
              progress.stage(),
              progress.ops(space.operations()),
              session.halves().weights().classes());
      Optional<StageTraining.Trained> end =
          new StageTraining(stage, session, progress).run(from.map(DartsCheckpoint::state));
      if (end.isEmpty() || stage.last()) {
        return end.map(trained -> new Last(stage, trained));
      }
      progress = next(stage, end.get());
      from = Optional.empty();
    }
  }

  private DartsProgress next(StageNetwork stage, StageTraining.Trained end) {
    int drops = values.stages().drops().get(stage.number());
    SearchedOps left =
        new SearchedOps(
            ProgressiveDrop.between(end.alphas().normal(), drops),
            ProgressiveDrop.between(end.alphas().reduce(), drops));
    log.info(
        "stage {} ends with {} ops on the edges, {} are left",
        stage.number() + 1,
        stage.ops().size(),
        left.size());
    for (List<List<CandidateOp>> lists : List.of(left.normal(), left.reduce())) {
      DerivableLists.problem(lists)
          .ifPresent(
              problem -> {
                throw new AbsException(
                    ExitCode.FAILED,
                    "after stage %d %s; stages.drops takes fewer ops"
                        .formatted(stage.number() + 1, problem));
              });
    }
    return DartsProgress.start(
        values.algo(),
        stage.number() + 1,
        end.progress().stepsBefore() + end.steps(),
        left,
        space.operations(),
        end.progress().evaluation());
  }

  /** The ops of the space on every edge. */
  SearchedOps everything() {
    return new SearchedOps(space.choices(), space.choices());
  }

  /** The search network of a stage, for images of so many classes. */
  StageNetwork network(int number, SearchedOps ops, int classes) {
    CellSpace ofImages =
        new CellSpace(
            space.id(),
            space.graph(),
            new CellMacro(
                space.macro().kind(),
                space.macro().channels(),
                space.macro().cells(),
                classes,
                space.macro().inputSide()),
            space.operations(),
            space.choices());
    return new StageNetwork(number, values, ofImages, ops);
  }
}
