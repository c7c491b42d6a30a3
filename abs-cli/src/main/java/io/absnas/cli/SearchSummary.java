package io.absnas.cli;

import io.absnas.core.run.RunDirectory;
import io.absnas.search.SearchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a finished search says on standard output. */
final class SearchSummary {
  private SearchSummary() {}

  /** Counts, the best architectures, and where they are. */
  static List<String> lines(SearchResult result, RunDirectory directory) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d children of %s evaluated in %d generations (%s, by %s), %d of them failed"
            .formatted(
                result.evaluated(),
                result.space(),
                result.generations(),
                result.strategy(),
                result.fitness(),
                result.failed()));
    result
        .inWindow()
        .ifPresent(
            count ->
                lines.add(
                    "children inside evolution.flops: %s of %s".formatted(count, result.size())));
    lines.add("");
    table(lines, "best", result.best());
    result.front().ifPresent(front -> table(lines, "front of accuracy and FLOPs", front));
    lines.add("best architecture: " + result.best().get(0).architecture());
    lines.add("exported: " + directory.file("architectures.txt"));
    return lines;
  }

  private static void table(List<String> lines, String title, List<SearchResult.Found> found) {
    lines.add(
        "%-4s %8s %9s %14s %14s %12s  %s"
            .formatted(
                title.equals("best") ? "best" : "",
                "top-1",
                "angle",
                "table FLOPs",
                "multiply-adds",
                "parameters",
                title.equals("best") ? "architecture" : title));
    for (int rank = 0; rank < found.size(); rank++) {
      SearchResult.Found one = found.get(rank);
      lines.add(
          String.format(
              Locale.ROOT,
              "%-4d %8s %9s %14d %14d %12d  %s",
              rank + 1,
              one.top1().map(top1 -> String.format(Locale.ROOT, "%.2f %%", 100 * top1)).orElse("-"),
              one.angle().map(angle -> String.format(Locale.ROOT, "%.6f", angle)).orElse("-"),
              one.tableFlops(),
              one.multiplyAdds(),
              one.parameters(),
              one.architecture()));
    }
    lines.add("");
  }
}
