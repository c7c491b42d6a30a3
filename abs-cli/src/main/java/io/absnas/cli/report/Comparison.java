package io.absnas.cli.report;

import io.absnas.cli.report.LineChart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs of one kind side by side: single numbers, means and deviations, curves over each other. */
final class Comparison {
  private final List<RunSection> reports;
  private final List<RunGroup> groups;
  private final Map<String, Headline> headlines = new LinkedHashMap<>();

  private Comparison(List<RunSection> reports) {
    this.reports = reports;
    this.groups = RunGroup.of(reports);
    for (RunSection report : reports) {
      report.headlines().forEach(one -> headlines.putIfAbsent(one.name(), one));
    }
  }

  /** A part for every kind that two or more of the runs are of. */
  static List<Part> of(List<RunSection> all) {
    List<Part> parts = new ArrayList<>();
    for (RunKind kind : RunKind.values()) {
      List<RunSection> some = all.stream().filter(one -> one.kind() == kind).toList();
      if (some.size() > 1 && kind != RunKind.OTHER) {
        parts.add(new Comparison(some).part(kind));
      }
    }
    return parts;
  }

  private Part part(RunKind kind) {
    List<Figure> figures = new ArrayList<>();
    for (Headline headline : headlines.values()) {
      dots(headline).ifPresent(figures::add);
    }
    figures.addAll(curves());
    if (kind == RunKind.SHRINK) {
      figures.addAll(scores());
    }
    Markup tables = groupsInWords();
    if (!headlines.isEmpty()) {
      tables.add(table().markup());
      tables.add(PairedDifferences.of(groups, List.copyOf(headlines.values())));
    }
    return new Part(
        "%s: %d runs".formatted(kind.title(), reports.size()), "", figures, tables, new Markup());
  }

  private Markup groupsInWords() {
    if (groups.size() == 1) {
      return new Markup()
          .add("<p>All have one configuration but for seeds, devices and places.</p>");
    }
    Markup list =
        new Markup()
            .add("<p>Groups: runs that differ in nothing but seeds, devices and places.</p>")
            .add("<ul class=\"groups\">");
    for (RunGroup group : groups) {
      list.add(
          "<li><strong>%s</strong>: %s<span>%s</span></li>",
          group.label(),
          group.runs().stream().map(RunSection::name).collect(Collectors.joining(", ")),
          group.differences(groups));
    }
    return list.add("</ul>");
  }

  private Table table() {
    List<String> columns = new ArrayList<>(List.of("run", "group", "seed"));
    columns.addAll(headlines.keySet());
    List<List<String>> rows = new ArrayList<>();
    for (RunGroup group : groups) {
      for (RunSection run : group.runs()) {
        List<String> row = new ArrayList<>(List.of(run.name(), group.label(), seed(run)));
        for (String headline : headlines.keySet()) {
          row.add(RunGroup.value(run, headline).map(Headline::text).orElse(""));
        }
        rows.add(row);
      }
    }
    for (RunGroup group : groups) {
      if (group.runs().size() > 1) {
        List<String> means = new ArrayList<>(List.of("mean", group.label(), ""));
        List<String> deviations = new ArrayList<>(List.of("standard deviation", group.label(), ""));
        for (Headline headline : headlines.values()) {
          double[] values = group.values(headline.name());
          means.add(values.length > 0 ? headline.derived(Spread.of(values).mean()) : "");
          deviations.add(values.length > 1 ? headline.derived(Spread.of(values).deviation()) : "");
        }
        rows.add(means);
        rows.add(deviations);
      }
    }
    return new Table("headline numbers of each run", columns, 3, rows);
  }

  private static String seed(RunSection run) {
    return run.origin().seed().isPresent() ? Long.toString(run.origin().seed().getAsLong()) : "";
  }

  /** Nothing is drawn of what is the same everywhere. */
  private Optional<Figure> dots(Headline headline) {
    List<DotStrip.Row> rows = new ArrayList<>();
    Set<Double> different = new LinkedHashSet<>();
    for (RunGroup group : groups) {
      List<DotStrip.Value> values = new ArrayList<>();
      for (RunSection run : group.runs()) {
        RunGroup.value(run, headline.name())
            .ifPresent(one -> values.add(new DotStrip.Value(run.name(), one.value())));
      }
      values.forEach(value -> different.add(value.value()));
      String who =
          group.runs().size() == 1 ? group.runs().get(0).name() : group.runs().size() + " runs";
      rows.add(new DotStrip.Row(group.label() + ": " + who, values));
    }
    return different.size() < 2
        ? Optional.empty()
        : Optional.of(new DotStrip(headline.name(), headline.name(), rows).figure());
  }

  /** Of each chart the first curve that two or more runs have, in the first six of these. */
  private List<Figure> curves() {
    Map<String, List<Laid>> byTitle = new LinkedHashMap<>();
    for (RunSection report : reports) {
      for (LineChart chart : report.curves()) {
        if (!chart.title().equals("Learning rate")) {
          byTitle
              .computeIfAbsent(chart.title(), none -> new ArrayList<>())
              .add(new Laid(report.name(), chart));
        }
      }
    }
    return byTitle.values().stream().flatMap(charts -> over(charts).stream()).toList();
  }

  private record Laid(String run, LineChart chart) {
    Optional<Series> curve(String name) {
      return chart.series().stream().filter(one -> one.name().equals(name)).findFirst();
    }
  }

  private static Optional<Figure> over(List<Laid> charts) {
    return charts.stream()
        .flatMap(laid -> laid.chart().series().stream().map(Series::name))
        .filter(name -> charts.stream().filter(laid -> laid.curve(name).isPresent()).count() > 1)
        .findFirst()
        .filter(name -> !isOne(charts, name))
        .map(name -> over(charts, name));
  }

  /** Whether all curves of this name are one: nothing is drawn of what is the same everywhere. */
  private static boolean isOne(List<Laid> charts, String name) {
    return charts.stream()
            .flatMap(laid -> laid.curve(name).stream())
            .map(Series::points)
            .distinct()
            .count()
        == 1;
  }

  private static Figure over(List<Laid> charts, String name) {
    LineChart like = charts.get(0).chart();
    List<Series> curves = new ArrayList<>();
    for (Laid laid : charts) {
      laid.curve(name).ifPresent(curve -> curves.add(new Series(laid.run(), curve.points())));
    }
    boolean alone = charts.stream().allMatch(laid -> laid.chart().series().size() == 1);
    return new LineChart(
            like.title() + " of the runs",
            like.horizontal(),
            alone ? like.vertical() : name,
            curves.stream().limit(Marks.KINDS).toList())
        .figure();
  }

  /** How far the first two runs agree on the scores of their first stage. */
  private List<Figure> scores() {
    List<RunSection> scored =
        reports.stream().filter(report -> !report.stages().isEmpty()).limit(2).toList();
    if (scored.size() < 2) {
      return List.of();
    }
    return StageAgreement.of(
            "Scores of stage 0 in two runs",
            scored.get(0).name(),
            scored.get(0).stages().get(0).rows(),
            scored.get(1).name(),
            scored.get(1).stages().get(0).rows())
        .map(chart -> List.of(chart.figure()))
        .orElse(List.of());
  }
}
