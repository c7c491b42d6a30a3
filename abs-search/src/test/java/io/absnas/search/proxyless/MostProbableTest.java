package io.absnas.search.proxyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.flops.CostModel;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.search.TestSpaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MostProbableTest {
  private static final LayeredSpace SPACE = TestSpaces.medium();

  private static List<long[]> costs() {
    CostModel model = CostModel.of(SPACE);
    List<long[]> costs = new ArrayList<>();
    for (int choice = 0; choice < SPACE.choices().size(); choice++) {
      int at = choice;
      costs.add(
          SPACE.ops(choice).stream()
              .mapToLong(op -> model.entry(new EdgeOp(at, op)).multiplyAdds())
              .toArray());
    }
    return costs;
  }

  private static void forEach(List<long[]> costs, int[] path, int choice, List<int[]> all) {
    if (choice == path.length) {
      all.add(path.clone());
      return;
    }
    for (int op = 0; op < costs.get(choice).length; op++) {
      path[choice] = op;
      forEach(costs, path, choice + 1, all);
    }
  }

  private static long cost(List<long[]> costs, int[] path) {
    long sum = 0;
    for (int choice = 0; choice < path.length; choice++) {
      sum += costs.get(choice)[path[choice]];
    }
    return sum;
  }

  private static double score(List<double[]> scores, int[] path) {
    double sum = 0;
    for (int choice = 0; choice < path.length; choice++) {
      sum += scores.get(choice)[path[choice]];
    }
    return sum;
  }

  /** Against all 3,072 architectures, in windows from all to none of them. */
  @Test
  void isTheBestOfAllInTheWindow() {
    List<long[]> costs = costs();
    MostProbable search = new MostProbable(costs);
    List<int[]> all = new ArrayList<>();
    forEach(costs, new int[costs.size()], 0, all);
    assertThat(all).hasSize(3072);
    long least = all.stream().mapToLong(path -> cost(costs, path)).min().orElseThrow();
    long most = all.stream().mapToLong(path -> cost(costs, path)).max().orElseThrow();
    assertThat(search.least()).isEqualTo(least);
    assertThat(search.most()).isEqualTo(most);
    RandomGenerator random = RandomStreams.of(1).stream("test");
    int found = 0;
    for (int trial = 0; trial < 60; trial++) {
      List<double[]> scores =
          costs.stream()
              .map(ops -> Arrays.stream(ops).mapToDouble(op -> 2 * random.nextGaussian()).toArray())
              .toList();
      long max = least - 10 + random.nextLong(most - least + 20);
      long min = trial % 3 == 0 ? max - 200 : (long) (0.95 * max);
      Optional<int[]> best = search.within(scores, min, max);
      double expected =
          all.stream()
              .filter(path -> cost(costs, path) >= min && cost(costs, path) <= max)
              .mapToDouble(path -> score(scores, path))
              .max()
              .orElse(Double.NEGATIVE_INFINITY);
      assertThat(best.isPresent()).isEqualTo(expected > Double.NEGATIVE_INFINITY);
      if (best.isPresent()) {
        assertThat(cost(costs, best.get())).isBetween(min, max);
        assertThat(score(scores, best.get())).isCloseTo(expected, within(1e-12));
        found++;
      }
    }
    assertThat(found).isBetween(20, 59);
  }

  @Test
  void costsThatShareNoUnitAreRefusedWhereTheyAreTooMany() {
    List<long[]> costs = List.of(new long[] {0, 1}, new long[] {0, 1L << 40});
    List<double[]> scores = List.of(new double[2], new double[2]);
    assertThatThrownBy(() -> new MostProbable(costs).within(scores, 0, Long.MAX_VALUE))
        .hasMessageContaining("share no unit above 1");
    assertThat(new MostProbable(costs).within(scores, 0, 1)).isPresent();
    assertThat(new MostProbable(costs).within(scores, 2, 1)).isEmpty();
  }

  /** A limit in multiply-adds where costs are times: none is so large. */
  @Test
  void aLimitFarAboveAllCostsIsMetByNone() {
    List<double[]> scores = costs().stream().map(ops -> new double[ops.length]).toList();
    assertThat(new MostProbable(costs()).within(scores, 1L << 45, 1L << 46)).isEmpty();
  }
}
