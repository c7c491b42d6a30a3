package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowSamplerTest {
  private static Draws draws() {
    return Draws.of(RandomStreams.of(5).stream("scoring", 0));
  }

  @Test
  void everyChildInsideIsEquallyLikelyAndNoneOutside() {
    LayeredSpace small = TestSpaces.small();
    EdgeOp through = TestSpaces.edgeOp(small, 1, 1);
    // all children through the op, by hand; the window leaves out the extremes
    ChoiceTable table = ChoiceTable.of(small);
    CostModel costs = CostModel.of(small);
    long[] sorted =
        allThrough(small, through).stream()
            .mapToLong(child -> costs.tableFlops(table.architecture(child)))
            .sorted()
            .toArray();
    assertThat(sorted).hasSize(6);
    FlopsWindow window = new FlopsWindow(sorted[1], sorted[4]);
    WindowSampler sampler = new WindowSampler(small, window);
    Draws draws = draws();
    Map<List<Integer>, Integer> counts = new HashMap<>();
    int samples = 8000;
    for (int i = 0; i < samples; i++) {
      int[] child = sampler.sample(through, draws);
      assertThat(child[1]).isEqualTo(1);
      assertThat(window.contains(costs.tableFlops(table.architecture(child)))).isTrue();
      counts.merge(Arrays.stream(child).boxed().toList(), 1, Integer::sum);
    }
    long inside = Arrays.stream(sorted).filter(window::contains).count();
    assertThat(counts).hasSize((int) inside);
    assertThat(counts.values())
        .allSatisfy(
            count ->
                assertThat((double) count).isCloseTo(samples / (double) inside, within(150.0)));
  }

  private static List<int[]> allThrough(LayeredSpace space, EdgeOp through) {
    List<int[]> children = new java.util.ArrayList<>();
    new WholeSpace(space).through(through, child -> children.add(child.clone()));
    return children;
  }

  @Test
  void reachesTheNarrowWindowOfTheNineteenLayerSpace() {
    // 0.68 % of uniform children have at most 330 million; the sampler wastes no draw
    LayeredSpace cpu = TestSpaces.cpu19();
    long limit = 330_000_000L - 990L * (2 * 1280 - 1);
    FlopsWindow window = FlopsWindow.upTo(limit);
    Candidates candidates =
        new CandidatePools(cpu, 100, 100, child -> TestSpaces.flops(cpu, child) <= limit)
            .sample(new WindowSampler(cpu, window), draws());
    for (int i = 0; i < candidates.scored().size(); i++) {
      assertThat(candidates.held(i)).isGreaterThanOrEqualTo(100);
    }
    assertThat(candidates.tries()).isLessThan(candidates.size() + 20L);
  }

  @Test
  void givesUpWhereNothingFits() {
    LayeredSpace cpu = TestSpaces.cpu19();
    Candidates candidates =
        new CandidatePools(cpu, 2, 10, child -> TestSpaces.flops(cpu, child) <= 1)
            .sample(new WindowSampler(cpu, FlopsWindow.upTo(1)), draws());
    assertThat(candidates.size()).isZero();
  }
}
