package io.absnas.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Differences between groups, run by run of equal seed. */
final class PairedDifferences {
  private static final int MOST_GROUPS = 5;
  private static final List<String> COLUMNS =
      List.of(
          "difference",
          "of",
          "seeds paired",
          "pairs",
          "mean",
          "standard deviation",
          "smallest",
          "largest");

  private PairedDifferences() {}

  /** A table, or a sentence that says why nothing is paired. */
  static Markup of(List<RunGroup> groups, List<Headline> headlines) {
    if (groups.size() < 2) {
      return new Markup()
          .add("<p>Nothing is paired: all runs have one configuration, so there is one group.</p>");
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      for (int j = i + 1; j < groups.size(); j++) {
        if (i == 0 || j < MOST_GROUPS) {
          for (Headline headline : headlines) {
            row(groups.get(i), groups.get(j), headline).ifPresent(rows::add);
          }
        }
      }
    }
    if (rows.isEmpty()) {
      return new Markup()
          .add("<p>Nothing is paired: no seed occurs in two groups with the same number.</p>");
    }
    String which =
        groups.size() <= MOST_GROUPS
            ? ""
            : ", of %d groups the first %d with one another, the others with the first"
                .formatted(groups.size(), MOST_GROUPS);
    return new Table(
            "paired differences: runs of equal seed are compared" + which, COLUMNS, 3, rows)
        .markup();
  }

  private static Optional<List<String>> row(RunGroup first, RunGroup second, Headline headline) {
    Map<Long, Double> before = values(first, headline);
    Map<Long, Double> after = values(second, headline);
    Map<Long, Double> differences = new TreeMap<>();
    after.forEach(
        (seed, value) -> {
          @Nullable Double other = before.get(seed);
          if (other != null) {
            differences.put(seed, value - other);
          }
        });
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    double[] values = differences.values().stream().mapToDouble(Double::doubleValue).toArray();
    Spread spread = Spread.of(values);
    return Optional.of(
        List.of(
            second.label() + " − " + first.label(),
            headline.name(),
            differences.keySet().stream().map(String::valueOf).collect(Collectors.joining(", ")),
            Integer.toString(spread.count()),
            headline.derived(spread.mean()),
            spread.count() > 1 ? headline.derived(spread.deviation()) : "",
            headline.derived(Arrays.stream(values).min().orElseThrow()),
            headline.derived(Arrays.stream(values).max().orElseThrow())));
  }

  /** The number in the first run of each seed that has it. */
  private static Map<Long, Double> values(RunGroup group, Headline headline) {
    Map<Long, Double> values = new TreeMap<>();
    for (RunSection run : group.runs()) {
      if (run.origin().seed().isPresent()) {
        long seed = run.origin().seed().getAsLong();
        RunGroup.value(run, headline.name())
            .ifPresent(found -> values.putIfAbsent(seed, found.value()));
      }
    }
    return values;
  }
}
