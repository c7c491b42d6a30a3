package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of docs/scaled-spaces.md are those that the code computes. */
class ScaledSpacesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "scaled-spaces.md");

  static List<String> ids() {
    return SpaceCatalog.ids();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everySpaceHasItsRow(String id) throws IOException {
    assertThat(Files.readAllLines(PAGE)).contains(row(id));
  }

  @Test
  void aUniformChildOfTheTinyGpuSpaceStaysSmall() {
    CostModel costs = CostModel.of(SpaceCatalog.find("mobilenet-gpu-21@tiny"));
    assertThat(mean(costs)).isBetween(3e6, 6e6);
  }

  private static String row(String id) {
    SearchSpace space = SpaceCatalog.find(id);
    CostModel costs = CostModel.of(space);
    Feasibility feasibility = Feasibility.of(space);
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %d to %d | %d to %d | %.2f M | %d to %d | %d |",
        id,
        space.size(),
        feasibility.minimum(),
        feasibility.maximum(),
        extreme(costs, Cost::multiplyAdds, true),
        extreme(costs, Cost::multiplyAdds, false),
        mean(costs) / 1e6,
        extreme(costs, Cost::parameters, true),
        extreme(costs, Cost::parameters, false),
        costs.supernetParameters());
  }

  private static long extreme(CostModel costs, ToLongFunction<Cost> part, boolean least) {
    long sum = part.applyAsLong(costs.fixed());
    for (int choice = 0; choice < costs.space().choices().size(); choice++) {
      LongStream entries = entries(costs, choice, part);
      sum += (least ? entries.min() : entries.max()).orElseThrow();
    }
    return sum;
  }

  /** Exact, because costs add up and choices are drawn independently. */
  private static double mean(CostModel costs) {
    double sum = costs.fixed().multiplyAdds();
    for (int choice = 0; choice < costs.space().choices().size(); choice++) {
      sum += entries(costs, choice, Cost::multiplyAdds).average().orElseThrow();
    }
    return sum;
  }

  private static LongStream entries(CostModel costs, int choice, ToLongFunction<Cost> part) {
    return costs.space().ops(choice).stream()
        .mapToLong(op -> part.applyAsLong(costs.entry(new EdgeOp(choice, op))));
  }
}
