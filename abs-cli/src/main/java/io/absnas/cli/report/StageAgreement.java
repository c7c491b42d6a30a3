package io.absnas.cli.report;

import io.absnas.cli.report.ScatterChart.Dot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scores of the same EdgeOps at two stages or in two runs against each other. */
final class StageAgreement {
  private StageAgreement() {}

  /** The chart, if three EdgeOps or more were scored on both sides. */
  static Optional<ScatterChart> of(
      String title, String first, List<ScoreRow> one, String second, List<ScoreRow> other) {
    Map<String, Double> scores = new HashMap<>();
    one.stream()
        .filter(ScoreRow::isMeasured)
        .forEach(row -> scores.put(row.op() + " at " + row.choice(), row.score()));
    List<Dot> dots = new ArrayList<>();
    for (ScoreRow row : other) {
      String name = row.op() + " at " + row.choice();
      @Nullable Double before = scores.get(name);
      if (before != null && row.isMeasured()) {
        dots.add(new Dot(before, row.score(), name));
      }
    }
    return Correlated.of(title, "EdgeOps", "score, " + first, "score, " + second, dots);
  }
}
