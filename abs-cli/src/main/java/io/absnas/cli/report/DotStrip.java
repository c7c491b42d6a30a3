package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Single values in rows over one axis, with the mean of each row and a line one standard deviation
 * to both sides.
 *
 * @param title what it shows
 * @param axis name of the axis, with its unit
 * @param rows the rows from top to bottom
 */
record DotStrip(String title, String axis, List<Row> rows) {
  private static final double ROW = 34;
  private static final double TOP = 8;
  private static final double LEFT = 16;
  private static final double RIGHT = Frame.WIDTH - 16;
  private static final int MOST_DOTS = 60;

  /** Values of one kind. */
  record Row(String name, List<Value> values) {
    Row {
      requireNonNull(name, "name is null");
      values = List.copyOf(values);
    }

    Spread spread() {
      return Spread.of(values.stream().mapToDouble(Value::value).toArray());
    }
  }

  /** A value and what it belongs to. */
  record Value(String name, double value) {
    Value {
      requireNonNull(name, "name is null");
    }
  }

  DotStrip {
    requireNonNull(title, "title is null");
    requireNonNull(axis, "axis is null");
    rows = rows.stream().filter(row -> !row.values().isEmpty()).toList();
  }

  Figure figure() {
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      for (Value value : row.values()) {
        lines.add(List.of(row.name(), value.name(), Ticks.label(value.value())));
      }
    }
    return new Figure(
        title,
        rows.stream().anyMatch(row -> row.values().size() > 1)
            ? "A dot is a single value, the bar their mean, the line one standard deviation to both"
                + " sides."
            : "",
        markup(),
        Legend.NONE,
        List.of(new Table(title, List.of("row", "what", axis), 2, lines)));
  }

  private Markup markup() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Row row : rows) {
      Spread spread = row.spread();
      low = Math.min(low, spread.mean() - spread.deviation());
      high = Math.max(high, spread.mean() + spread.deviation());
      for (Value value : row.values()) {
        low = Math.min(low, value.value());
        high = Math.max(high, value.value());
      }
    }
    Ticks ticks = Ticks.covering(low, high, 4);
    double bottom = TOP + ROW * rows.size();
    Markup svg = new Markup();
    Frame.open(svg, bottom + 40, title + ". " + rows.size() + " rows.");
    svg.add("<g aria-hidden=\"true\">");
    for (double value : ticks.values()) {
      double x = x(ticks, value);
      svg.add("<path class=\"grid\" d=\"M%s %sV%s\"/>", x, TOP, bottom);
      svg.add(
          "<text class=\"mid\" x=\"%s\" y=\"%s\">%s</text>",
          x, bottom + 16, Ticks.shortLabel(value));
    }
    svg.add(
        "<text class=\"mid name\" x=\"%s\" y=\"%s\">%s</text></g>",
        Frame.WIDTH / 2, bottom + 34, Brief.of(axis, Frame.LETTERS));
    svg.add("<g>");
    for (int i = 0; i < rows.size(); i++) {
      row(svg, ticks, rows.get(i), TOP + ROW * i);
    }
    return svg.add("</g></svg>");
  }

  private static void row(Markup svg, Ticks ticks, Row row, double top) {
    double y = top + ROW - 10;
    Spread spread = row.spread();
    svg.add(
        "<text class=\"name\" x=\"2\" y=\"%s\">%s</text>",
        top + 12, Brief.of(row.name(), Frame.LETTERS));
    svg.add(
        "<g class=\"pt box\" tabindex=\"-1\" role=\"img\"><title>%s: %s</title>",
        row.name(), spread.text());
    svg.inline(
        "<path class=\"thin\" d=\"M%s %sH%s\"/>",
        x(ticks, spread.mean() - spread.deviation()),
        y,
        x(ticks, spread.mean() + spread.deviation()));
    svg.add("<path class=\"median\" d=\"M%s %sv16\"/></g>", x(ticks, spread.mean()), y - 8);
    int every = (row.values().size() + MOST_DOTS - 1) / MOST_DOTS;
    for (int i = 0; i < row.values().size(); i += every) {
      Value value = row.values().get(i);
      Marks.point(
          svg,
          0,
          x(ticks, value.value()),
          y,
          row.name() + ", " + value.name() + ": " + Ticks.label(value.value()));
    }
  }

  private static double x(Ticks ticks, double value) {
    return LEFT + ticks.share(value) * (RIGHT - LEFT);
  }
}
