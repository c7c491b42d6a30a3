package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.flops.FlopsLimits;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreAndDropTest {
  private static final FlopsLimits WINDOW =
      new FlopsLimits(0L, 600_000_000L - 990L * (2 * 1728 - 1));

  /** Differs between children and does not add up to the same sum in another order. */
  private static double angle(int[] child) {
    double angle = 0.1;
    for (int choice = 0; choice < child.length; choice++) {
      angle += Math.sqrt(2 + child[choice] * (choice + 1)) / 100;
    }
    return angle;
  }

  private static ScoreAndDrop.Turn turn(
      SearchSpace space, ChildSampling sampling, int children, int threads) {
    ScoringConfig config =
        new ScoringConfig(children, 100, 1, sampling, Optional.of(WINDOW), Optional.of(threads));
    ScoringDraws draws =
        sampling == ChildSampling.REFERENCE
            ? new ScoringDraws.Reference(NumpyRandom.seeded(5))
            : new ScoringDraws.Own(RandomStreams.of(5), 2);
    return new ScoreAndDrop(config, new DropRule.LowestOverall(7))
        .turn(space, ScoreAndDropTest::angle, draws, ScoringWatch.NONE)
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(ChildSampling.class)
  void noDigitDependsOnTheNumberOfThreads(ChildSampling sampling) {
    LayeredSpace gpu = TestSpaces.gpu21();
    ScoreAndDrop.Turn one = turn(gpu, sampling, 700, 1);
    assertThat(one.children()).isGreaterThan(3 * ChildSet.CHUNK / 2);
    for (int threads : new int[] {2, 3, 8}) {
      // records: every score, statistic, count of draws and drop is compared
      assertThat(turn(gpu, sampling, 700, threads)).isEqualTo(one);
    }
  }

  @Test
  void aWindowThatStarvesSomeOpsGivesTheSameForAnyNumberOfThreads() {
    SearchSpace cpu = SpaceCatalog.find("mobilenet-cpu-19");
    FlopsLimits narrow = new FlopsLimits(262_000_000L, 275_000_000L);
    ScoreAndDrop.Turn first = null;
    for (int threads : new int[] {1, 3}) {
      ScoringConfig config =
          new ScoringConfig(
              200, 5, 1, ChildSampling.OWN, Optional.of(narrow), Optional.of(threads));
      ScoreAndDrop.Turn turn =
          new ScoreAndDrop(config, new DropRule.LowestPerChoice(19))
              .turn(
                  cpu,
                  ScoreAndDropTest::angle,
                  new ScoringDraws.Own(RandomStreams.of(5), 0),
                  ScoringWatch.NONE)
              .orElseThrow();
      first = first == null ? turn : first;
      assertThat(turn).isEqualTo(first);
      // expensive ops of the first layers fit in no child, others in so few that all are taken
      assertThat(turn.scores()).anyMatch(op -> op.angles().count() == 0 && op.tries() == 0);
      assertThat(turn.scores()).anyMatch(op -> op.tries() > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aWatchMayEndItInAnyPart(int threads) {
    LayeredSpace gpu = TestSpaces.gpu21();
    ScoringConfig config =
        new ScoringConfig(
            300, 100, 1, ChildSampling.OWN, Optional.of(WINDOW), Optional.of(threads));
    for (ScoringWatch.Part part : ScoringWatch.Part.values()) {
      Optional<ScoreAndDrop.Turn> ended =
          new ScoreAndDrop(config, new DropRule.LowestOverall(7))
              .turn(
                  gpu,
                  ScoreAndDropTest::angle,
                  new ScoringDraws.Own(RandomStreams.of(5), 0),
                  (now, done, total) -> now != part);
      assertThat(ended).isEmpty();
    }
  }

  @Test
  void aFailureInAnyThreadReachesTheCaller() {
    LayeredSpace gpu = TestSpaces.gpu21();
    ScoringConfig config =
        new ScoringConfig(300, 100, 1, ChildSampling.OWN, Optional.of(WINDOW), Optional.of(3));
    assertThatThrownBy(
            () ->
                new ScoreAndDrop(config, new DropRule.LowestOverall(7))
                    .turn(
                        gpu,
                        child -> {
                          throw new IllegalArgumentException("no such op");
                        },
                        new ScoringDraws.Own(RandomStreams.of(5), 0),
                        ScoringWatch.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such op");
  }
}
