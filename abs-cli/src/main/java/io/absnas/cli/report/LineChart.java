package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Curves over a common axis as one SVG drawing, and the table behind it.
 *
 * @param title what the curves show
 * @param horizontal name of the horizontal axis
 * @param vertical name of the vertical axis, with its unit
 * @param series the curves, at most six; empty ones are left out
 */
record LineChart(String title, String horizontal, String vertical, List<Series> series) {
  private static final int MOST_DOTS = 24;
  private static final int MOST_ROWS = 24;

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

    /** At most so many of the points at equal distances, the last one among them. */
    List<Point> some(int most) {
      int every = (points.size() + most - 1) / most;
      List<Point> some = new ArrayList<>();
      for (int i = points.size() - 1; i >= 0; i -= every) {
        some.add(0, points.get(i));
      }
      return some;
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
    if (series.size() > Marks.KINDS) {
      throw new IllegalArgumentException(
          "at most " + Marks.KINDS + " curves, had " + series.size());
    }
  }

  /** The chart with its legend and table. */
  Figure figure() {
    return new Figure(
        title,
        "",
        markup(),
        Legend.ofCurves(series.stream().map(Series::name).toList()),
        List.of(table()));
  }

  /** The drawing, or a sentence where there is nothing to draw. */
  Markup markup() {
    Markup svg = new Markup();
    if (series.isEmpty()) {
      return svg.add("<p>Nothing was recorded for: %s.</p>", title);
    }
    Frame frame =
        new Frame(
            Frame.Axis.covering(horizontal, 5, values(Point::x)),
            Frame.Axis.covering(vertical, 5, values(Point::y)));
    Frame.open(svg, Frame.HEIGHT, title + ". " + summary());
    frame.axes(svg);
    for (int i = 0; i < series.size(); i++) {
      drawCurve(svg, frame, i);
    }
    return svg.add("</svg>");
  }

  private void drawCurve(Markup svg, Frame frame, int index) {
    Series curve = series.get(index);
    svg.add("<polyline class=\"line k%s\" points=\"", index);
    for (Point point : curve.points()) {
      svg.add("%s,%s", frame.x(point.x()), frame.y(point.y()));
    }
    svg.add("\"/>\n<g>");
    for (Point point : curve.some(MOST_DOTS)) {
      Marks.point(
          svg,
          index,
          frame.x(point.x()),
          frame.y(point.y()),
          "%s: %s at %s %s"
              .formatted(curve.name(), Ticks.label(point.y()), horizontal, Ticks.label(point.x())));
    }
    svg.add("</g>");
  }

  private Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Series curve : series) {
      for (Point point : curve.some(MOST_ROWS)) {
        rows.add(List.of(curve.name(), Ticks.label(point.x()), Ticks.label(point.y())));
      }
    }
    return new Table(title, List.of("curve", horizontal, vertical), 1, rows);
  }

  private double[] values(ToDoubleFunction<Point> coordinate) {
    return series.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(coordinate)
        .toArray();
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
