package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.cli.report.ScatterChart.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a search by evolution looked at: in time, by cost, by angle. */
final class EvolutionCharts {
  private static final double MILLION = 1e6;

  private final List<Evaluated> all;
  private final boolean accuracy;
  private final String measure;

  EvolutionCharts(List<Evaluated> all) {
    this.accuracy = all.stream().anyMatch(one -> one.top1().isPresent());
    this.all = all.stream().filter(one -> fitness(one).isPresent()).toList();
    this.measure = accuracy ? "top-1 (%)" : "angle (rad)";
  }

  private OptionalDouble fitness(Evaluated one) {
    return accuracy && one.top1().isPresent()
        ? OptionalDouble.of(100 * one.top1().getAsDouble())
        : accuracy ? OptionalDouble.empty() : one.angle();
  }

  private double value(Evaluated one) {
    return fitness(one).orElseThrow();
  }

  /** All charts that the lines are enough for. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    if (all.isEmpty()) {
      return figures;
    }
    figures.add(evolution().figure());
    figures.add(front().figure());
    if (accuracy) {
      List<Dot> dots =
          all.stream()
              .filter(one -> one.angle().isPresent())
              .map(one -> new Dot(one.angle().getAsDouble(), value(one), one.name()))
              .toList();
      Correlated.of("Angle and accuracy", "candidates", "angle (rad)", measure, dots)
          .ifPresent(chart -> figures.add(chart.figure()));
    }
    double[] angles =
        all.stream()
            .filter(one -> one.angle().isPresent())
            .mapToDouble(one -> one.angle().getAsDouble())
            .toArray();
    if (angles.length > 1) {
      figures.add(BarChart.histogram("Angles of the candidates", "angle (rad)", angles).figure());
    }
    return figures;
  }

  private ScatterChart evolution() {
    List<Group> groups = new ArrayList<>();
    for (String source : all.stream().map(Evaluated::source).distinct().limit(4).toList()) {
      groups.add(
          new Group(
              source,
              all.stream()
                  .filter(one -> one.source().equals(source))
                  .map(one -> new Dot(one.index(), value(one), one.name()))
                  .toList()));
    }
    List<Point> best = new ArrayList<>();
    for (Evaluated one : all) {
      double before = best.isEmpty() ? value(one) : best.get(best.size() - 1).y();
      if (best.isEmpty() || value(one) > before) {
        if (!best.isEmpty()) {
          best.add(new Point(one.index(), before));
        }
        best.add(new Point(one.index(), Math.max(before, value(one))));
      }
    }
    best.add(new Point(all.get(all.size() - 1).index(), best.get(best.size() - 1).y()));
    return new ScatterChart(
        "Evolution",
        "Every candidate in the order of making, by how it was made.",
        "candidate",
        measure,
        groups,
        Optional.of(new Series("best so far", best)));
  }

  /** Those that no other beats in both fitness and FLOPs, by rising FLOPs. */
  List<Evaluated> nonDominated() {
    List<Evaluated> front = new ArrayList<>();
    List<Evaluated> byCost =
        all.stream()
            .sorted(
                Comparator.comparingLong(Evaluated::tableFlops)
                    .thenComparing(Comparator.comparingDouble(this::value).reversed()))
            .toList();
    for (Evaluated one : byCost) {
      if (front.isEmpty() || beats(one, front.get(front.size() - 1))) {
        front.add(one);
      }
    }
    return front;
  }

  /** Whether the dearer of two is better, or they are equal in both. */
  private boolean beats(Evaluated one, Evaluated before) {
    return value(one) > value(before)
        || (value(one) == value(before) && one.tableFlops() == before.tableFlops());
  }

  private ScatterChart front() {
    List<Evaluated> front = nonDominated();
    List<Point> stairs = new ArrayList<>();
    for (Evaluated one : front) {
      double x = one.tableFlops() / MILLION;
      if (!stairs.isEmpty()) {
        stairs.add(new Point(x, stairs.get(stairs.size() - 1).y()));
      }
      stairs.add(new Point(x, value(one)));
    }
    return new ScatterChart(
        "Pareto front",
        "%d of %d candidates that no other beats in both %s and table FLOPs."
            .formatted(front.size(), all.size(), accuracy ? "accuracy" : "angle"),
        "table FLOPs (M)",
        measure,
        List.of(
            new Group("on the front", front.stream().map(this::dot).toList()),
            new Group(
                "behind it",
                all.stream().filter(one -> !front.contains(one)).map(this::dot).toList())),
        Optional.of(new Series("front", stairs)));
  }

  private Dot dot(Evaluated one) {
    return new Dot(one.tableFlops() / MILLION, value(one), one.name());
  }
}
