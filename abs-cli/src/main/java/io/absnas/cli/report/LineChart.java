package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Curves over a common axis as one SVG drawing.
 *
 * @param title what the curves show, read out by screen readers
 * @param horizontal name of the horizontal axis
 * @param vertical name of the vertical axis, with its unit
 * @param series the curves, at most six; empty ones are left out
 */
record LineChart(String title, String horizontal, String vertical, List<Series> series) {
  private static final double WIDTH = 760;
  private static final double HEIGHT = 300;
  private static final double LEFT = 70;
  private static final double RIGHT = WIDTH - 16;
  private static final double TOP = 30;
  private static final double BOTTOM = HEIGHT - 46;
  private static final int MOST_CURVES = 6;
  private static final int MOST_DOTS = 40;

  /**
   * One curve.
   *
   * @param name what the legend calls it
   * @param points the points from left to right
   */
  record Series(String name, List<Point> points) {
    Series {
      requireNonNull(name, "name is null");
      points = List.copyOf(points);
    }
  }

  /** A point of a curve. */
  record Point(double x, double y) {
    Point {
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException("a point must be finite, was " + x + ", " + y);
      }
    }
  }

  LineChart {
    requireNonNull(title, "title is null");
    requireNonNull(horizontal, "horizontal is null");
    requireNonNull(vertical, "vertical is null");
    series = series.stream().filter(curve -> !curve.points().isEmpty()).toList();
    if (series.size() > MOST_CURVES) {
      throw new IllegalArgumentException(
          "at most " + MOST_CURVES + " curves, had " + series.size());
    }
  }

  /** The drawing, or a sentence where there is nothing to draw. */
  Markup markup() {
    Markup svg = new Markup();
    if (series.isEmpty()) {
      return svg.add("<p>Nothing was recorded for: %s.</p>", title);
    }
    Ticks across = ticks(Point::x, 8);
    Ticks up = ticks(Point::y, 5);
    svg.add(
        "<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s. %s\">",
        WIDTH, HEIGHT, title, summary());
    for (double value : across.values()) {
      double x = x(across, value);
      svg.add("<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>", x, x, TOP, BOTTOM);
      svg.add(
          "<text class=\"axis\" x=\"%s\" y=\"%s\">%s</text>", x, BOTTOM + 16, Ticks.label(value));
    }
    for (double value : up.values()) {
      double y = y(up, value);
      svg.add("<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>", LEFT, RIGHT, y, y);
      svg.add(
          "<text class=\"tick\" x=\"%s\" y=\"%s\">%s</text>", LEFT - 6, y + 4, Ticks.label(value));
    }
    svg.add(
        "<text class=\"axis\" x=\"%s\" y=\"%s\">%s</text>",
        (LEFT + RIGHT) / 2, HEIGHT - 8, horizontal);
    svg.add(
        "<text class=\"axis\" transform=\"translate(14 %s) rotate(-90)\">%s</text>",
        (TOP + BOTTOM) / 2, vertical);
    for (int i = 0; i < series.size(); i++) {
      drawCurve(svg, across, up, i);
    }
    return svg.add("</svg>");
  }

  private void drawCurve(Markup svg, Ticks across, Ticks up, int index) {
    Series curve = series.get(index);
    svg.add("<polyline class=\"curve c%s\" points=\"", index);
    for (Point point : curve.points()) {
      svg.add("%s,%s", x(across, point.x()), y(up, point.y()));
    }
    svg.add("\"/>");
    if (curve.points().size() <= MOST_DOTS) {
      for (Point point : curve.points()) {
        svg.add(
            "<circle class=\"c%s\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s: %s at %s</title></circle>",
            index,
            x(across, point.x()),
            y(up, point.y()),
            curve.name(),
            Ticks.label(point.y()),
            Ticks.label(point.x()));
      }
    }
    double legend = LEFT + 4 + index * 150.0;
    svg.add("<rect class=\"c%s\" x=\"%s\" y=\"8\" width=\"12\" height=\"12\"/>", index, legend);
    svg.add("<text x=\"%s\" y=\"18\">%s</text>", legend + 17, curve.name());
  }

  private static double x(Ticks across, double value) {
    return LEFT + across.share(value) * (RIGHT - LEFT);
  }

  private static double y(Ticks up, double value) {
    return BOTTOM - up.share(value) * (BOTTOM - TOP);
  }

  private Ticks ticks(ToDoubleFunction<Point> coordinate, int intervals) {
    double[] sorted =
        series.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(coordinate)
            .sorted()
            .toArray();
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    // Few whole numbers, such as stages, are ticks themselves.
    boolean whole = Arrays.stream(sorted).allMatch(value -> value == Math.rint(value));
    int steps = whole && high > low ? (int) Math.min(intervals, high - low) : intervals;
    return Ticks.covering(low, high, steps);
  }

  private String summary() {
    return series.stream().map(LineChart::summary).collect(Collectors.joining(", ")) + ".";
  }

  private static String summary(Series curve) {
    Point first = curve.points().get(0);
    Point last = curve.points().get(curve.points().size() - 1);
    return curve.name() + " from " + Ticks.label(first.y()) + " to " + Ticks.label(last.y());
  }
}
