package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.StepReport;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightsId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Angle-based shrinking (arXiv 2004.13431): train the supernet, score every EdgeOp by the angle of
 * children that hold it, drop the lowest, over and over until the space is small.
 *
 * <p>One loop for all spaces; {@link GrowthPlan}, {@link DropRule}, {@link BaseRefresh} and {@link
 * StopRule} are its parts. Whatever follows a checkpoint is a function of the checkpoint and of the
 * settings, so a run that is killed anywhere and resumed ends with the same space, history and
 * weights.
 */
public final class ShrinkLoop {
  private final SearchSpace space;
  private final ShrinkSettings settings;
  private final ShrinkMeasures measures;
  private final TrainingLoop training;
  private final ShrinkOutput output;
  private final BooleanSupplier stopRequested;
  private NamedTensors base;
  private ShrinkProgress progress;

  /**
   * A loop at the beginning of a run: the network's weights are the first base weights.
   *
   * @param space the space before shrinking
   * @param training the supernet's loop before its first step; the caller closes it
   * @param stopRequested asked after every step and throughout an evaluation and a scoring, by any
   *     thread; true ends the loop with a checkpoint
   */
  public ShrinkLoop(
      SearchSpace space,
      ShrinkSettings settings,
      ShrinkMeasures measures,
      TrainingLoop training,
      ShrinkOutput output,
      BooleanSupplier stopRequested) {
    this.space = requireNonNull(space, "space is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.measures = requireNonNull(measures, "measures is null");
    this.training = requireNonNull(training, "training is null");
    this.output = requireNonNull(output, "output is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    this.base = training.network().state();
    this.progress = ShrinkProgress.start(space, WeightsId.of(base));
  }

  /** Goes on from a checkpoint of a run with the same settings. */
  public void restore(ShrinkState state) {
    training.restore(state.training());
    base = state.base();
    progress = state.progress();
  }

  /** Runs until a stop rule holds or a stop is asked for. */
  public ShrinkOutcome run() {
    SearchSpace left = progress.spaceLeft(space);
    output.spaceAndHistory(left, progress.history());
    Optional<StopReason> reason = settings.stop().test(left, progress.stage());
    while (reason.isEmpty()) {
      Optional<SearchSpace> next = grow(left) && train(left) ? finishStage(left) : Optional.empty();
      if (next.isEmpty()) {
        return interrupted();
      }
      left = next.get();
      reason = settings.stop().test(left, progress.stage());
    }
    Optional<ChildrenAccuracy> accuracy = measure(left);
    if (accuracy.isEmpty() && stopRequested.getAsBoolean()) {
      return interrupted();
    }
    return new ShrinkOutcome.Finished(left, reason.get(), state(), accuracy);
  }

  private ShrinkOutcome interrupted() {
    output.checkpoint(state());
    return new ShrinkOutcome.Interrupted(training.step());
  }

  /** Children of the space; empty also if a stop was asked for meanwhile. */
  private Optional<ChildrenAccuracy> measure(SearchSpace left) {
    int stage = progress.stage();
    Optional<ChildrenAccuracy> accuracy =
        measures.children(
            left, stopRequested, (done, total) -> output.measuring(stage, done, total));
    accuracy.ifPresent(measured -> output.measured(stage, training.step(), measured));
    return accuracy;
  }

  /**
   * Trains every depth of a growing network to its end; what that gives is the base of the angles.
   * Each depth, and what follows, begins with a new optimiser. False if a stop was asked for.
   */
  private boolean grow(SearchSpace left) {
    long until = settings.growthSteps();
    if (until == 0 || training.step() > until) {
      return true;
    }
    GrowthPlan growth = settings.growth();
    long perDepth = until / growth.depths();
    while (training.step() < until) {
      setDepth(growth);
      long end = (training.step() / perDepth + 1) * perDepth;
      training.run(left, end, report -> stepped(left, report, until));
      if (training.step() < end || stopRequested.getAsBoolean()) {
        return false;
      }
    }
    setDepth(growth);
    base = training.network().state();
    progress = progress.withBase(WeightsId.of(base));
    output.checkpoint(state());
    return true;
  }

  /** As many cells as the number of steps wants; a depth that is new starts a new optimiser. */
  private void setDepth(GrowthPlan growth) {
    long step = training.step();
    int cells = growth.cellsAfter(step, settings.stepsPerEpoch());
    GrowthPlan.setDepth(training.networks(), cells);
    if (step % (growth.epochs() * settings.stepsPerEpoch()) == 0) {
      training.restartOptimiser();
      output.grown(step, cells, growth.cells());
    }
  }

  /** Trains the stage to its end; false if a stop was asked for. */
  private boolean train(SearchSpace left) {
    long until = settings.stepsUntil(progress.stage());
    training.run(left, until, report -> stepped(left, report, until));
    return training.step() >= until && !stopRequested.getAsBoolean();
  }

  private StepListener.Decision stepped(SearchSpace left, StepReport report, long until) {
    output.stepped(progress.stage(), report);
    if (report.step() % settings.stepsPerEpoch() == 0) {
      long epoch = report.step() / settings.stepsPerEpoch();
      output.epochDone(progress.stage(), epoch, left, base, training.network().state());
    }
    if (stopRequested.getAsBoolean()) {
      return StepListener.Decision.STOP;
    }
    if (report.step() % settings.checkpointSteps() == 0 && report.step() < until) {
      output.checkpoint(state());
    }
    return StepListener.Decision.CONTINUE;
  }

  /**
   * Scores, drops, perhaps refreshes the base; the checkpoint in it makes all of that last. Empty
   * if a stop was asked for while measuring or scoring: nothing is dropped then.
   */
  private Optional<SearchSpace> finishStage(SearchSpace left) {
    int stage = progress.stage();
    if (!measureFirst(left)) {
      return Optional.empty();
    }
    NamedTensors current = training.network().state();
    ScoreAndDrop scoring = new ScoreAndDrop(settings.scoring(), settings.drop());
    Optional<ScoreAndDrop.Turn> scored = score(scoring, left, stage, current);
    if (scored.isEmpty()) {
      return Optional.empty();
    }
    ScoreAndDrop.Turn turn = scored.get();
    String baseBefore = progress.baseId();
    boolean refresh =
        settings.refresh().due(stage, settings.drop().count(), progress.baseRefreshed());
    if (refresh) {
      base = current;
    }
    StageRecord record =
        new StageRecord(
            stage,
            settings.epochsUntil(stage),
            training.step(),
            left.size(),
            turn.left().size(),
            baseBefore,
            refresh,
            turn.children(),
            turn.wholeSpace(),
            turn.tries(),
            scoring.records(left, turn),
            turn.drops().stream().map(drop -> DropRecord.of(space, drop)).toList());
    List<StageRecord> stages = new ArrayList<>(progress.history().stages());
    stages.add(record);
    progress =
        new ShrinkProgress(
            stage + 1,
            ShrinkProgress.choiceIds(turn.left()),
            refresh ? WeightsId.of(base) : baseBefore,
            refresh || progress.baseRefreshed(),
            progress.history().withStages(stages),
            progress.firstAccuracy());
    output.checkpoint(state());
    output.dropped(record, turn.left());
    output.spaceAndHistory(turn.left(), progress.history());
    return Optional.of(turn.left());
  }

  private Optional<ScoreAndDrop.Turn> score(
      ScoreAndDrop scoring, SearchSpace left, int stage, NamedTensors current) {
    try (OpMetric metric = measures.metric(left, stage, base, current, stopRequested)) {
      return scoring.turn(
          left,
          metric,
          measures.draws(left, stage, training.step()),
          (part, done, total) -> {
            output.scoring(stage, part, done, total);
            return !stopRequested.getAsBoolean();
          });
    }
  }

  /** Once a run, whether or not the scoring that follows is stopped; false if it was stopped. */
  private boolean measureFirst(SearchSpace left) {
    if (progress.stage() > 0 || progress.firstAccuracy().isPresent()) {
      return true;
    }
    Optional<ChildrenAccuracy> first = measure(left);
    progress = progress.withFirstAccuracy(first);
    return first.isPresent() || !stopRequested.getAsBoolean();
  }

  private ShrinkState state() {
    return new ShrinkState(training.state(), base, progress);
  }
}
