package io.absnas.cli.report;

import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.cli.report.ScatterChart.Group;
import io.absnas.core.rank.Kendall;
import io.absnas.core.rank.Ranks;
import io.absnas.core.rank.Spearman;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two measures of the same things against each other, with their rank correlations. */
final class Correlated {
  private static final int FEWEST = 3;

  private Correlated() {}

  /** The chart; empty for fewer than three things. */
  static Optional<ScatterChart> of(
      String title, String things, String horizontal, String vertical, List<Dot> dots) {
    if (dots.size() < FEWEST) {
      return Optional.empty();
    }
    return Optional.of(
        new ScatterChart(
            title,
            coefficients(dots) + " over " + dots.size() + " " + things + ".",
            horizontal,
            vertical,
            List.of(new Group(things, dots)),
            Optional.empty()));
  }

  /** Kendall's tau-b and Spearman's rho in words. */
  static String coefficients(List<Dot> dots) {
    if (dots.size() < 2) {
      return "No rank correlation";
    }
    int[] x = Ranks.dense(Ranks.rounded(dots.stream().mapToDouble(Dot::x).toArray()));
    int[] y = Ranks.dense(Ranks.rounded(dots.stream().mapToDouble(Dot::y).toArray()));
    double tau = Kendall.tauB(x, y);
    return Double.isNaN(tau)
        ? "No rank correlation, since all values of one side are equal,"
        : String.format(
            Locale.ROOT, "Kendall's tau-b %.3f, Spearman's rho %.3f", tau, Spearman.rho(x, y));
  }
}
