package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.EvaluationListener;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepReport;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.UniformPaths;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightsId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop with the real trainer on a space of 18 architectures and synthetic images. */
class ShrinkLoopTest {
  private static final RandomStreams STREAMS = RandomStreams.of(5);
  private static final LayeredSpace SPACE = TestSpaces.small();

  /** Keeps what it is told. */
  private static final class Recorder implements ShrinkOutput {
    final List<String> events = new ArrayList<>();
    final List<ShrinkState> checkpoints = new ArrayList<>();
    History history = new History(History.FORMAT, "none", List.of(), List.of());
    SearchSpace left = SPACE;
    long steps;
    long scorings;
    int evaluations;

    @Override
    public void scoring(int stage, ScoringWatch.Part part, long done, long total) {
      assertThat(done).isBetween(0L, total);
      scorings++;
    }

    @Override
    public void grown(long step, int cells, int of) {
      events.add("grown to " + cells);
    }

    @Override
    public void stepped(int stage, StepReport report) {
      events.add("step " + report.step() + " of stage " + stage);
      steps++;
    }

    @Override
    public void epochDone(
        int stage, long epoch, SearchSpace left, NamedTensors base, NamedTensors current) {
      events.add("epoch " + epoch);
    }

    @Override
    public void measuring(int stage, int done, int total) {
      assertThat(total).isEqualTo(1);
      evaluations += done == 0 ? 1 : 0;
    }

    @Override
    public void measured(int stage, long step, ChildrenAccuracy accuracy) {
      events.add("measured after stage " + stage);
    }

    @Override
    public void dropped(StageRecord stage, SearchSpace left) {
      events.add("dropped " + stage.drops().size());
    }

    @Override
    public void checkpoint(ShrinkState state) {
      events.add("checkpoint " + state.training().step());
      checkpoints.add(state);
    }

    @Override
    public void spaceAndHistory(SearchSpace now, History written) {
      left = now;
      history = written;
    }
  }

  private static final class Measures implements ShrinkMeasures {
    @Override
    public ToDoubleFunction<int[]> angle(
        SearchSpace left, NamedTensors base, NamedTensors current) {
      AngleScorer scorer = new AngleScorer(WeightSums.of(left, base, current));
      return scorer::angle;
    }

    @Override
    public ScoringDraws draws(SearchSpace left, int stage, long step) {
      return new ScoringDraws.Own(STREAMS, stage);
    }

    @Override
    public Optional<ChildrenAccuracy> children(
        SearchSpace left, BooleanSupplier stopRequested, EvaluationListener listener) {
      listener.measured(0, 1);
      if (stopRequested.getAsBoolean()) {
        return Optional.empty();
      }
      listener.measured(1, 1);
      double size = left.size().doubleValue();
      return Optional.of(
          new ChildrenAccuracy(1, 1, 1 / size, 1 / size, 1 / size, 1 / size, List.of(1 / size)));
    }
  }

  private static HostBatch batch(long step) {
    RandomGenerator random = STREAMS.stream("test-images", step);
    float[] pixels = new float[4 * 8 * 8 * 3];
    int[] labels = new int[4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(10);
    }
    return new HostBatch(pixels, labels, 8, 8, 3);
  }

  private static Network network() {
    return Networks.supernet(
        SPACE, Initialisation.HE_FAN_OUT, STREAMS, ComputeDevice.CPU, DataType.FLOAT32);
  }

  private static TrainingLoop training(Network network) {
    return new TrainingLoop(
        List.of(network),
        new TrainingRecipe(
            new StepRule.SinglePath(new UniformPaths(STREAMS)),
            SgdSettings.mobileSupernet(),
            new LrSchedule.LinearToFloor(0.1, 1e-3, 40),
            new SmoothedCrossEntropy(0.1)),
        ShrinkLoopTest::batch);
  }

  /** First stage 6 steps, later ones 2; one drop each; checkpoints every 4 steps. */
  private static ShrinkSettings settings(StopRule stop) {
    return new ShrinkSettings(
        GrowthPlan.NONE,
        3,
        1,
        2,
        new ScoringConfig(4, 100, 1, ChildSampling.OWN, Optional.empty(), Optional.of(2)),
        new DropRule.LowestOverall(1),
        new BaseRefresh(1),
        stop,
        4);
  }

  private static final StopRule FOUR_LEFT = new StopRule(BigInteger.valueOf(4), 0);

  private static ShrinkOutcome run(Recorder recorder, Optional<ShrinkState> from, long stopAfter) {
    return run(recorder, from, () -> recorder.steps >= stopAfter);
  }

  private static ShrinkOutcome run(
      Recorder recorder, Optional<ShrinkState> from, BooleanSupplier stop) {
    try (Network network = network();
        TrainingLoop training = training(network)) {
      ShrinkLoop loop =
          new ShrinkLoop(SPACE, settings(FOUR_LEFT), new Measures(), training, recorder, stop);
      from.ifPresent(loop::restore);
      return loop.run();
    }
  }

  @Test
  void trainsScoresAndDropsUntilTheSpaceIsSmall() {
    Recorder calm = new Recorder();
    var finished = (ShrinkOutcome.Finished) run(calm, Optional.empty(), Long.MAX_VALUE);
    // 2 * 3 * 3 architectures; every drop divides the size by at least 3/2 or 2
    assertThat(finished.left().size()).isLessThanOrEqualTo(BigInteger.valueOf(4));
    assertThat(finished.reason()).isEqualTo(StopReason.SIZE);
    assertThat(calm.left).isEqualTo(finished.left());
    assertThat(calm.events.subList(0, 13))
        .containsExactly(
            "step 1 of stage 0",
            "step 2 of stage 0",
            "epoch 1",
            "step 3 of stage 0",
            "step 4 of stage 0",
            "epoch 2",
            "checkpoint 4",
            "step 5 of stage 0",
            "step 6 of stage 0",
            "epoch 3",
            "measured after stage 0",
            "checkpoint 6",
            "dropped 1");
    List<StageRecord> stages = calm.history.stages();
    assertThat(finished.state().training().step()).isEqualTo(6 + 2L * (stages.size() - 1));
    for (int stage = 0; stage < stages.size(); stage++) {
      StageRecord record = stages.get(stage);
      assertThat(record.steps()).isEqualTo(6 + 2L * stage);
      assertThat(record.scores()).filteredOn(ScoreRecord::dropped).hasSize(1);
      assertThat(record.scores()).allSatisfy(score -> assertThat(score.mean()).isPositive());
    }
    // (i + 1) * 1 > 1 first holds after the second stage, whose scores still use the old base
    assertThat(stages).extracting(StageRecord::baseRefreshed).startsWith(false, true);
    assertThat(stages.get(1).baseId()).isEqualTo(stages.get(0).baseId());
    assertThat(stages.get(2).baseId()).isNotEqualTo(stages.get(0).baseId());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 4, 6, 7, 8, 9})
  void stoppedAnywhereAndResumedItEndsTheSame(long stopAfter) {
    Recorder calm = new Recorder();
    var expected = (ShrinkOutcome.Finished) run(calm, Optional.empty(), Long.MAX_VALUE);
    Recorder first = new Recorder();
    ShrinkOutcome stopped = run(first, Optional.empty(), stopAfter);
    assertThat(stopped).isEqualTo(new ShrinkOutcome.Interrupted(stopAfter));
    ShrinkState last = first.checkpoints.get(first.checkpoints.size() - 1);
    assertThat(last.training().step()).isEqualTo(stopAfter);
    Recorder second = new Recorder();
    var resumed = (ShrinkOutcome.Finished) run(second, Optional.of(last), Long.MAX_VALUE);
    assertSame(second, resumed, calm, expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 5, 20, 30})
  void stoppedWhileScoringAndResumedItEndsTheSame(long stopAfter) {
    Recorder calm = new Recorder();
    var expected = (ShrinkOutcome.Finished) run(calm, Optional.empty(), Long.MAX_VALUE);
    Recorder first = new Recorder();
    ShrinkOutcome stopped = run(first, Optional.empty(), () -> first.scorings >= stopAfter);
    assertThat(stopped).isInstanceOf(ShrinkOutcome.Interrupted.class);
    assertThat(first.scorings).isEqualTo(stopAfter);
    Recorder second = new Recorder();
    ShrinkState last = first.checkpoints.get(first.checkpoints.size() - 1);
    var resumed = (ShrinkOutcome.Finished) run(second, Optional.of(last), Long.MAX_VALUE);
    assertSame(second, resumed, calm, expected);
    // what was measured before the stop is not measured again
    assertThat(measured(first) + measured(second)).isEqualTo(measured(calm));
  }

  private static long measured(Recorder recorder) {
    return recorder.events.stream().filter(event -> event.startsWith("measured")).count();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void stoppedInAnEvaluationItDoesThatOneAgain(int evaluation) {
    Recorder calm = new Recorder();
    var expected = (ShrinkOutcome.Finished) run(calm, Optional.empty(), Long.MAX_VALUE);
    assertThat(calm.evaluations).isEqualTo(2);
    Recorder first = new Recorder();
    ShrinkOutcome stopped = run(first, Optional.empty(), () -> first.evaluations >= evaluation);
    // The first evaluation follows the six steps of the first stage, the second the last drop.
    long steps = evaluation == 1 ? 6 : expected.state().training().step();
    assertThat(stopped).isEqualTo(new ShrinkOutcome.Interrupted(steps));
    assertThat(first.events).endsWith("checkpoint " + steps);
    assertThat(first.events)
        .filteredOn(event -> event.startsWith("measured"))
        .hasSize(evaluation - 1);
    ShrinkState last = first.checkpoints.get(first.checkpoints.size() - 1);
    Recorder second = new Recorder();
    var resumed = (ShrinkOutcome.Finished) run(second, Optional.of(last), Long.MAX_VALUE);
    assertThat(second.evaluations).isEqualTo(3 - evaluation);
    assertSame(second, resumed, calm, expected);
  }

  @Test
  void killedAfterAnyCheckpointAndResumedItEndsTheSame() {
    Recorder calm = new Recorder();
    var expected = (ShrinkOutcome.Finished) run(calm, Optional.empty(), Long.MAX_VALUE);
    assertThat(calm.checkpoints).hasSizeGreaterThan(3);
    for (ShrinkState checkpoint : calm.checkpoints) {
      Recorder again = new Recorder();
      var resumed = (ShrinkOutcome.Finished) run(again, Optional.of(checkpoint), Long.MAX_VALUE);
      assertSame(again, resumed, calm, expected);
    }
  }

  private static void assertSame(
      Recorder recorder,
      ShrinkOutcome.Finished resumed,
      Recorder calm,
      ShrinkOutcome.Finished expected) {
    assertThat(resumed.left()).isEqualTo(expected.left());
    assertThat(resumed.lastAccuracy()).isEqualTo(expected.lastAccuracy());
    assertThat(StrictJson.text(recorder.history)).isEqualTo(StrictJson.text(calm.history));
    assertThat(WeightsId.of(resumed.state().training().weights()))
        .isEqualTo(WeightsId.of(expected.state().training().weights()));
    assertThat(WeightsId.of(resumed.state().base()))
        .isEqualTo(WeightsId.of(expected.state().base()));
    assertThat(resumed.state().progress()).isEqualTo(expected.state().progress());
  }
}
