package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeasibilityTest {
  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 184206200, 1038400856",
    "mobilenet-cpu-19, 261253912, 571529752",
    "nasbench201, 7783050, 220119690"
  })
  void theEndsAreThoseOfTheSpecification(String id, long minimum, long maximum) {
    SearchSpace space = SpaceCatalog.find(id);
    Feasibility feasibility = Feasibility.of(space);
    assertThat(feasibility.minimum()).isEqualTo(minimum);
    assertThat(feasibility.maximum()).isEqualTo(maximum);
    assertThat(feasibility.count(FlopsWindow.ANY)).isEqualTo(space.size());
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 0, 600000000, 0.197, 0.002",
    "mobilenet-gpu-21, 0, 475000000, 0.0030, 0.0003",
    "mobilenet-cpu-19, 0, 330000000, 0.0068, 0.0004",
    "mobilenet-cpu-19, 315000000, 327000000, 0.0039, 0.0003"
  })
  void sharesOfUniformDrawsAreThoseMeasuredInTheSpecification(
      String id, long min, long max, double share, double tolerance) {
    SearchSpace space = SpaceCatalog.find(id);
    BigInteger count = Feasibility.of(space).count(new FlopsWindow(min, max));
    assertThat(
            new BigDecimal(count)
                .divide(new BigDecimal(space.size()), MathContext.DECIMAL64)
                .doubleValue())
        .isCloseTo(share, within(tolerance));
  }

  @Test
  void countsEqualEnumerationOnASmallSpace() {
    SearchSpace space = smallSpace();
    assertThat(space.size()).hasToString("1296");
    CostModel costs = CostModel.of(space);
    TreeMap<Long, Integer> bySum = new TreeMap<>();
    List<Architecture> all = enumerate(space);
    all.forEach(architecture -> bySum.merge(costs.tableFlops(architecture), 1, Integer::sum));
    Feasibility feasibility = Feasibility.of(space);
    assertThat(feasibility.minimum()).isEqualTo(bySum.firstKey());
    assertThat(feasibility.maximum()).isEqualTo(bySum.lastKey());
    RandomStreams streams = RandomStreams.of(11);
    for (int i = 0; i < 200; i++) {
      long range = bySum.lastKey() - bySum.firstKey();
      long a = bySum.firstKey() - range / 10 + streams.stream("a", i).nextLong(range * 6 / 5);
      long b = bySum.firstKey() - range / 10 + streams.stream("b", i).nextLong(range * 6 / 5);
      FlopsWindow window = new FlopsWindow(Math.min(a, b), Math.max(a, b));
      int expected =
          bySum.subMap(window.min(), true, window.max(), true).values().stream()
              .mapToInt(Integer::intValue)
              .sum();
      assertThat(feasibility.count(window)).isEqualTo(BigInteger.valueOf(expected));
      assertThat(feasibility.problem(window).isEmpty()).isEqualTo(expected > 0);
    }
    bySum.forEach(
        (sum, count) ->
            assertThat(feasibility.count(new FlopsWindow(sum, sum))).hasToString("" + count));
  }

  @Test
  void anEdgeOpReachesAWindowExactlyIfEnumerationFindsAChild() {
    SearchSpace space = smallSpace();
    CostModel costs = CostModel.of(space);
    Feasibility feasibility = Feasibility.of(space);
    List<Architecture> all = enumerate(space);
    long[] sums = all.stream().mapToLong(costs::tableFlops).toArray();
    long least = feasibility.minimum();
    for (long max : new long[] {least, least + 3_000_000, least + 12_000_000}) {
      FlopsWindow window = new FlopsWindow(least + (max - least) / 2, max);
      Map<EdgeOp, Integer> expected = new HashMap<>();
      for (int i = 0; i < sums.length; i++) {
        if (window.contains(sums[i])) {
          List<CandidateOp> ops = all.get(i).ops();
          for (int choice = 0; choice < ops.size(); choice++) {
            expected.merge(new EdgeOp(choice, ops.get(choice)), 1, Integer::sum);
          }
        }
      }
      for (EdgeOp edgeOp : edgeOps(space)) {
        int children = expected.getOrDefault(edgeOp, 0);
        assertThat(feasibility.count(edgeOp, window)).isEqualTo(BigInteger.valueOf(children));
        assertThat(feasibility.reaches(edgeOp, window)).isEqualTo(children > 0);
        assertThat(feasibility.unreachable(window).contains(edgeOp)).isEqualTo(children == 0);
      }
    }
  }

  @Test
  void prefixesAndSuffixesSplitTheCount() {
    SearchSpace space = SpaceCatalog.find("nasbench201");
    Feasibility feasibility = Feasibility.of(space);
    for (int choice = 0; choice <= 6; choice++) {
      SumCounts prefix = feasibility.prefix(choice);
      SumCounts suffix = feasibility.suffix(choice);
      assertThat(prefix.countWithin(0, Long.MAX_VALUE))
          .isEqualTo(BigInteger.valueOf(5).pow(choice));
      assertThat(suffix.countWithin(0, Long.MAX_VALUE))
          .isEqualTo(BigInteger.valueOf(5).pow(6 - choice));
      assertThat(prefix.greatest() + suffix.greatest() + feasibility.fixed())
          .isEqualTo(feasibility.maximum());
    }
    // 3x3 costs nine times 1x1 and three ops cost nothing: 28 sums (n3, n1 with n3 + n1 <= 6).
    SumCounts all = feasibility.suffix(0);
    int sums = 0;
    for (long sum = all.least(); sum <= all.greatest(); sum += all.unit()) {
      sums += all.count(sum).signum();
    }
    assertThat(sums).isEqualTo(28);
  }

  @Test
  void countsBeyondSixtyFourBitsStayExact() {
    SearchSpace space = SpaceCatalog.find("darts");
    Feasibility feasibility = Feasibility.of(space);
    assertThat(feasibility.count(FlopsWindow.ANY)).isEqualTo(space.size());
    SumCounts big = SumCounts.empty(1, BigInteger.TEN.pow(60));
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i < 30; i++) {
      big = big.plus(new long[40]);
      ways = ways.multiply(BigInteger.valueOf(40));
    }
    assertThat(big.count(0)).isEqualTo(ways);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 250000000 | flops.max is 250000000, below the smallest child of this space"
            + " (261253912); its children have 261253912 to 571529752",
        "600000000 | 700000000 | flops.min is 600000000, above the largest child of this space"
            + " (571529752); its children have 261253912 to 571529752"
      })
  void anImpossibleWindowIsProvenBeforeAnythingRuns(long min, long max, String message) {
    SearchSpace space = SpaceCatalog.find("mobilenet-cpu-19");
    assertThatThrownBy(() -> Feasibility.require(new FlopsWindow(min, max), space))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFEASIBLE))
        .hasMessage(message);
    Feasibility.require(FlopsWindow.upTo(261_253_912), space);
  }

  @Test
  void aWindowBetweenTwoNeighboursNamesThem() {
    SearchSpace space = SpaceCatalog.find("nasbench201");
    // One 1x1 convolution adds 5 * (16 * 32)^2 per stage.
    long next = 7_783_050 + 3L * 5 * 262_144;
    assertThat(Feasibility.of(space).problem(new FlopsWindow(7_783_051, next - 1)))
        .contains(
            "flops.min to flops.max is 7783051 to 11715209, between two neighbouring children of"
                + " this space (7783050 and 11715210)");
  }

  private static SearchSpace smallSpace() {
    SearchSpace full = SpaceCatalog.find("mobilenet-cpu-19");
    List<List<CandidateOp>> choices = new ArrayList<>(full.choices());
    for (int layer = 0; layer < choices.size(); layer++) {
      if (layer % 4 != 0 || layer == 0) {
        choices.set(layer, List.of(full.operations().get(layer % 6)));
      }
    }
    return full.withChoices(choices);
  }

  private static List<Architecture> enumerate(SearchSpace space) {
    List<List<CandidateOp>> partial = List.of(List.of());
    for (List<CandidateOp> ops : space.choices()) {
      List<List<CandidateOp>> longer = new ArrayList<>();
      for (List<CandidateOp> begun : partial) {
        for (CandidateOp op : ops) {
          List<CandidateOp> extended = new ArrayList<>(begun);
          extended.add(op);
          longer.add(extended);
        }
      }
      partial = longer;
    }
    return partial.stream().map(Architecture::new).toList();
  }

  private static List<EdgeOp> edgeOps(SearchSpace space) {
    List<EdgeOp> edgeOps = new ArrayList<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      for (CandidateOp op : space.ops(choice)) {
        edgeOps.add(new EdgeOp(choice, op));
      }
    }
    return edgeOps;
  }

  @Test
  void aSpaceOfOddWidthsIsRefusedBeforeItFillsTheMemory() {
    List<LayerShape> layers = new ArrayList<>();
    int channels = 23;
    for (int width : new int[] {31, 59, 113, 127, 257, 431, 433, 439, 443, 449, 457, 461}) {
      layers.add(new LayerShape(channels, width, 112, 1));
      channels = width;
    }
    LayeredShape shape = new LayeredShape(224, 3, 10, 37, 2, 23, layers, 1728, false);
    List<CandidateOp> ops =
        List.of(new InvertedResidual(3, 3), new InvertedResidual(5, 3), new InvertedResidual(7, 6));
    assertThatThrownBy(() -> Feasibility.of(LayeredSpace.full("odd", shape, ops)))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("space odd has too many different FLOPs sums");
  }

  @Test
  void theLargestLayersThatAreAllowedStayWithinALong() {
    LayerShape layer = new LayerShape(1 << 15, 1 << 15, 1 << 12, 1);
    LayeredShape shape =
        new LayeredShape(
            1 << 12, 1 << 15, 1 << 20, 1 << 15, 1, 1 << 15, List.of(layer), 1 << 20, true);
    CandidateOp op = new InvertedResidual(99, 99);
    CostModel costs = CostModel.of(LayeredSpace.full("large", shape, List.of(op)));
    BigInteger side = BigInteger.TWO.pow(12);
    BigInteger in = BigInteger.TWO.pow(15);
    BigInteger middle = in.multiply(BigInteger.valueOf(99));
    BigInteger expected =
        middle.multiply(in.add(BigInteger.valueOf(99 * 99)).add(in)).multiply(side).multiply(side);
    assertThat(BigInteger.valueOf(costs.entry(new EdgeOp(0, op)).tableFlops())).isEqualTo(expected);
    assertThat(costs.fixed().tableFlops()).isPositive();
  }
}
