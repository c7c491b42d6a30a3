package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores of candidate ops as coloured squares, ops downwards and choices across; dropped ones are
 * crossed out.
 *
 * @param title what it shows, read out by screen readers
 * @param choices names of the choices
 * @param ops ids of the candidate ops
 * @param cells the squares by choice and op; missing ones are left blank
 */
record HeatMap(String title, List<String> choices, List<String> ops, Map<Key, Cell> cells) {
  private static final double LEFT = 180;
  private static final double TOP = 24;
  private static final double HEIGHT = 24;
  private static final int MOST_WIDE_COLUMNS = 14;

  /** Position of a square. */
  record Key(String choice, String op) {}

  /** What a square shows. */
  record Cell(double score, boolean dropped) {}

  HeatMap {
    requireNonNull(title, "title is null");
    choices = List.copyOf(choices);
    ops = List.copyOf(ops);
    cells = Map.copyOf(cells);
  }

  /** The drawing. */
  Markup markup() {
    double low = cells.values().stream().mapToDouble(Cell::score).min().orElse(0);
    double high = cells.values().stream().mapToDouble(Cell::score).max().orElse(0);
    double column = choices.size() > MOST_WIDE_COLUMNS ? 28 : 50;
    double width = LEFT + column * choices.size() + 8;
    Markup svg =
        new Markup()
            .add(
                "<svg class=\"heat\" style=\"max-width:%spx\" viewBox=\"0 0 %s %s\" role=\"img\""
                    + " aria-label=\"%s. Stronger colour is a larger score, from %s to %s; crossed"
                    + " squares were dropped. The table below holds the numbers.\">",
                width,
                width,
                TOP + HEIGHT * ops.size() + 8,
                title,
                Ticks.label(low),
                Ticks.label(high));
    for (int i = 0; i < choices.size(); i++) {
      svg.add(
          "<text class=\"axis\" x=\"%s\" y=\"%s\">%s</text>",
          LEFT + column * (i + 0.5), TOP - 8, choices.get(i));
    }
    for (int row = 0; row < ops.size(); row++) {
      double y = TOP + HEIGHT * row;
      svg.add("<text class=\"tick\" x=\"%s\" y=\"%s\">%s</text>", LEFT - 8, y + 16, ops.get(row));
      for (int i = 0; i < choices.size(); i++) {
        Key key = new Key(choices.get(i), ops.get(row));
        @Nullable Cell cell = cells.get(key);
        if (cell != null) {
          double share = high > low ? (cell.score() - low) / (high - low) : 1;
          draw(svg, key, cell, share, LEFT + column * i, y, column);
        }
      }
    }
    return svg.add("</svg>");
  }

  private static void draw(
      Markup svg, Key key, Cell cell, double share, double x, double y, double column) {
    svg.add(
        "<g><title>%s at %s: %s%s</title>",
        key.op(), key.choice(), Ticks.label(cell.score()), cell.dropped() ? ", dropped" : "");
    svg.add(
        "<rect class=\"square\" fill-opacity=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
        String.format(Locale.ROOT, "%.3f", 0.08 + 0.92 * share),
        x + 1,
        y + 1,
        column - 2,
        HEIGHT - 2);
    if (cell.dropped()) {
      svg.add(
          "<path class=\"cross\" d=\"M%s %sl12 12m0 -12l-12 12\"/>",
          x + column / 2 - 6, y + HEIGHT / 2 - 6);
    }
    svg.add("</g>");
  }
}
