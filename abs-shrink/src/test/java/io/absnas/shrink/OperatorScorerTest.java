package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.WindowCounts;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class OperatorScorerTest {
  private static Candidates whole(LayeredSpace space, FlopsWindow window) {
    return new CandidatePools(WindowCounts.of(space, window), 1, 1, ScoringWatch.NONE).whole();
  }

  private static List<ScoredOp> score(
      Candidates candidates, int childrenPerOp, ToDoubleFunction<int[]> angle) {
    try (Workers workers = new Workers(1)) {
      return OperatorScorer.score(candidates, childrenPerOp, angle, workers, ScoringWatch.NONE);
    }
  }

  @Test
  void scoreOfAWholeSpaceIsTheMeanOverAllThatHoldTheOp() {
    // angle = position at layer 0 plus tenths of the position at layer 1
    LayeredSpace small = TestSpaces.small();
    Candidates all = whole(small, FlopsWindow.ANY);
    List<ScoredOp> scores = score(all, 1, child -> child[0] + 0.1 * child[1]);
    assertThat(scores).extracting(ScoredOp::op).isEqualTo(all.scored());
    assertThat(scores.get(0).score()).isCloseTo(0.1, within(1e-12));
    assertThat(scores.get(1).score()).isCloseTo(1.1, within(1e-12));
    assertThat(scores.get(4).score()).isCloseTo(0.7, within(1e-12));
    AngleStats stats = scores.get(4).angles();
    assertThat(stats.count()).isEqualTo(6);
    assertThat(stats.min()).isEqualTo(0.2);
    assertThat(stats.max()).isEqualTo(1.2);
    // three times 0.2 and three times 1.2
    assertThat(stats.sd()).isCloseTo(Math.sqrt(6 * 0.25 / 5), within(1e-12));
    assertThat(stats.quantiles().get(2)).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void onlyTheFirstChildrenCountWhoeverDrewThem() {
    LayeredSpace gpu = TestSpaces.gpu21();
    ChoiceTable table = ChoiceTable.of(gpu);
    Candidates candidates;
    try (Workers workers = new Workers(1)) {
      candidates =
          new CandidatePools(WindowCounts.of(gpu, FlopsWindow.ANY), 20, 100, ScoringWatch.NONE)
              .sample(ChildSampler.of(gpu), new ScoringDraws.Own(RandomStreams.of(1), 0), workers);
    }
    // the k-th child measured has angle k, so an op's score is the mean of its first 20 numbers
    int[] measured = new int[1];
    List<ScoredOp> scores = score(candidates, 20, child -> measured[0]++);
    assertThat(measured[0]).isEqualTo(candidates.size());
    for (ScoredOp scored : scores) {
      List<Integer> holders = new ArrayList<>();
      for (int i = 0; i < candidates.size() && holders.size() < 20; i++) {
        if (candidates.child(i)[scored.op().choice()] == table.position(scored.op())) {
          holders.add(i);
        }
      }
      assertThat(scored.angles().count()).isEqualTo(20);
      double mean = holders.stream().mapToInt(i -> i).sum() / 20.0;
      assertThat(scored.score()).isCloseTo(mean, within(1e-9));
    }
  }

  @Test
  void withoutChildrenTheScoreIsZero() {
    LayeredSpace small = TestSpaces.small();
    // the 5x5 block of layer 0 alone takes more than the smallest child
    Candidates candidates =
        whole(small, FlopsWindow.upTo(TestSpaces.flops(small, new int[] {0, 2, 2})));
    List<ScoredOp> scores = score(candidates, 5, child -> 1.5);
    assertThat(scores.get(0).score()).isEqualTo(1.5);
    assertThat(scores.get(1).score()).isZero();
    assertThat(scores.get(1).angles()).isEqualTo(AngleStats.NONE);
  }

  @Test
  void refusesAnAngleThatIsNotANumber() {
    Candidates all = whole(TestSpaces.small(), FlopsWindow.ANY);
    assertThatThrownBy(() -> score(all, 1, child -> Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a number");
  }
}
