package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.core.run.MetricLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Curves out of a run's metrics. */
final class Curves {
  private static final int MOST_POINTS = 120;

  private Curves() {}

  /** Whether this metric is a loss. */
  static boolean isLoss(String name) {
    return name.endsWith("loss");
  }

  /** Whether this metric is an accuracy. */
  static boolean isAccuracy(String name) {
    return name.contains("top-1") || name.contains("top1") || name.contains("accuracy");
  }

  /** The metrics whose names are wanted, over steps; long ones are averaged in buckets. */
  static List<Series> of(List<MetricLog.Line> lines, Predicate<String> wanted) {
    Map<String, List<Point>> points = new TreeMap<>();
    for (MetricLog.Line line : lines) {
      for (Map.Entry<String, Double> value : line.values().entrySet()) {
        if (wanted.test(value.getKey()) && Double.isFinite(value.getValue())) {
          points
              .computeIfAbsent(value.getKey(), name -> new ArrayList<>())
              .add(new Point(line.step(), value.getValue()));
        }
      }
    }
    return points.entrySet().stream()
        .limit(Marks.KINDS)
        .map(entry -> new Series(entry.getKey(), thinned(entry.getValue())))
        .toList();
  }

  /** Sentences on metrics that were no numbers at some steps: curves leave these out. */
  static List<String> noNumbers(List<MetricLog.Line> lines, Predicate<String> wanted) {
    Map<String, List<Long>> steps = new TreeMap<>();
    for (MetricLog.Line line : lines) {
      line.values()
          .forEach(
              (name, value) -> {
                if (wanted.test(name) && !Double.isFinite(value)) {
                  steps.computeIfAbsent(name, none -> new ArrayList<>()).add(line.step());
                }
              });
    }
    return steps.entrySet().stream()
        .map(
            one ->
                "%s is no number in %d records, first at step %d; its curve leaves them out."
                    .formatted(one.getKey(), one.getValue().size(), one.getValue().get(0)))
        .toList();
  }

  /**
   * The ends of a long curve as they are, and between them means of equally many neighbours; about
   * as many points as a drawing has pixels for.
   */
  static List<Point> thinned(List<Point> points) {
    int size = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
    if (size <= 1) {
      return points;
    }
    List<Point> means = new ArrayList<>(List.of(points.get(0)));
    for (int from = 0; from < points.size(); from += size) {
      List<Point> bucket = points.subList(from, Math.min(from + size, points.size()));
      means.add(
          new Point(
              bucket.stream().mapToDouble(Point::x).average().orElseThrow(),
              bucket.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    means.add(points.get(points.size() - 1));
    return List.copyOf(means);
  }
}
