package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Things as points between two axes, perhaps with a line. All points are drawn; of many, some tell
 * their values.
 *
 * @param title what it shows
 * @param note how to read it
 * @param horizontal name of the horizontal axis
 * @param vertical name of the vertical axis
 * @param groups kinds of points, at most five
 * @param line drawn over them
 */
record ScatterChart(
    String title,
    String note,
    String horizontal,
    String vertical,
    List<Group> groups,
    Optional<Series> line) {
  private static final int MOST_TOLD = 150;

  /**
   * Points of one kind.
   *
   * @param name what the legend calls them
   * @param dots the points
   */
  record Group(String name, List<Dot> dots) {
    Group {
      requireNonNull(name, "name is null");
      dots = List.copyOf(dots);
    }

    /** About so many of the points at equal distances, and the highest. */
    List<Dot> some(int most) {
      int every = Math.max(1, (dots.size() + most - 1) / most);
      int highest = 0;
      for (int i = 1; i < dots.size(); i++) {
        highest = dots.get(i).y() > dots.get(highest).y() ? i : highest;
      }
      List<Dot> some = new ArrayList<>();
      for (int i = 0; i < dots.size(); i++) {
        if (i % every == 0 || i == highest) {
          some.add(dots.get(i));
        }
      }
      return some;
    }
  }

  /** A point and what it stands for. */
  record Dot(double x, double y, String name) {
    Dot {
      requireNonNull(name, "name is null");
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException("a point must be finite, was " + x + ", " + y);
      }
    }
  }

  ScatterChart {
    requireNonNull(title, "title is null");
    requireNonNull(note, "note is null");
    requireNonNull(horizontal, "horizontal is null");
    requireNonNull(vertical, "vertical is null");
    groups = groups.stream().filter(group -> !group.dots().isEmpty()).toList();
    if (groups.isEmpty() || groups.size() >= Marks.KINDS) {
      throw new IllegalArgumentException("one to five kinds of points, had " + groups.size());
    }
    requireNonNull(line, "line is null");
  }

  Figure figure() {
    Legend legend =
        groups.size() == 1 && line.isEmpty()
            ? Legend.NONE
            : Legend.of(
                groups.stream().map(Group::name).toList(),
                line.stream().map(Series::name).toList());
    return new Figure(title, note, markup(), legend, List.of(table()));
  }

  private Markup markup() {
    Frame frame =
        new Frame(
            Frame.Axis.covering(horizontal, 5, values(Dot::x, Point::x)),
            Frame.Axis.covering(vertical, 5, values(Dot::y, Point::y)));
    Markup svg = new Markup();
    Frame.open(svg, Frame.HEIGHT, title + ". " + count() + " points.");
    frame.axes(svg);
    for (int kind = 0; kind < groups.size(); kind++) {
      crowd(svg, frame, kind);
    }
    line.ifPresent(series -> line(svg, frame, series));
    svg.add("<g>");
    for (int kind = 0; kind < groups.size(); kind++) {
      for (Dot dot : groups.get(kind).some(told())) {
        Marks.point(svg, kind, frame.x(dot.x()), frame.y(dot.y()), spoken(dot));
      }
    }
    return svg.add("</g></svg>");
  }

  /** Points that tell nothing, in few bytes: those at one pixel are drawn once. */
  private void crowd(Markup svg, Frame frame, int kind) {
    if (groups.get(kind).dots().size() <= told()) {
      return;
    }
    Set<String> places = new LinkedHashSet<>();
    for (Dot dot : groups.get(kind).dots()) {
      places.add(String.format(Locale.ROOT, "M%.0f %.0fh0", frame.x(dot.x()), frame.y(dot.y())));
    }
    svg.add("<path class=\"dots k%s\" d=\"%s\"/>", kind, String.join("", places));
  }

  private void line(Markup svg, Frame frame, Series series) {
    svg.inline("<polyline class=\"line k%s\" points=\"", groups.size());
    for (Point point : series.points()) {
      svg.inline("%s,%s ", frame.x(point.x()), frame.y(point.y()));
    }
    svg.add("\"/>");
  }

  private String spoken(Dot dot) {
    return "%s: %s %s, %s %s"
        .formatted(dot.name(), vertical, Ticks.label(dot.y()), horizontal, Ticks.label(dot.x()));
  }

  private int told() {
    return MOST_TOLD / groups.size();
  }

  private int count() {
    return groups.stream().mapToInt(group -> group.dots().size()).sum();
  }

  private Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      for (Dot dot : group.some(told())) {
        rows.add(List.of(group.name(), dot.name(), Ticks.label(dot.x()), Ticks.label(dot.y())));
      }
    }
    return new Table(
        rows.size() < count() ? title + ", %d of %d points".formatted(rows.size(), count()) : title,
        List.of("kind", "what", horizontal, vertical),
        2,
        rows);
  }

  private double[] values(ToDoubleFunction<Dot> ofDots, ToDoubleFunction<Point> ofLine) {
    List<Double> values = new ArrayList<>();
    groups.forEach(group -> group.dots().forEach(dot -> values.add(ofDots.applyAsDouble(dot))));
    line.ifPresent(
        series -> series.points().forEach(point -> values.add(ofLine.applyAsDouble(point))));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
