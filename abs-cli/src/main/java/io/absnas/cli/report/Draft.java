package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.LineChart.Point;
import io.absnas.cli.report.LineChart.Series;
import io.absnas.core.run.MetricLog;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What the page says of one run, as its files are read. */
final class Draft {
  private final RunFiles files;
  private final List<Fact> facts = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<Headline> headlines = new ArrayList<>();
  private final List<Fact> hashes = new ArrayList<>();
  private final List<LineChart> curves = new ArrayList<>();
  private final List<StageReport> stages = new ArrayList<>();
  private String title = "";

  Draft(RunFiles files) {
    this.files = requireNonNull(files, "files is null");
  }

  RunFiles files() {
    return files;
  }

  /** What the run is, in a line. */
  void title(String text) {
    title = text;
  }

  /**
   * Shows the result as far as that can be done.
   *
   * @return the result; a run without one is not finished
   */
  <T> Optional<T> result(Class<T> type, Consumer<T> show) {
    Optional<T> result = files.result(type);
    result.ifPresent(found -> attempt("all of result.json", () -> show.accept(found)));
    return result;
  }

  /**
   * Shows something. A file may hold anything, and one value in it must not cost the page with all
   * its other runs: what cannot be shown is a note.
   */
  void attempt(String what, Runnable show) {
    try {
      show.run();
    } catch (RuntimeException e) {
      files.note("Cannot show %s: %s.".formatted(what, RunFiles.reason(e)));
    }
  }

  /** A row of the table of results. */
  void fact(String name, String format, Object... values) {
    facts.add(new Fact(name, String.format(Locale.ROOT, format, values)));
  }

  /** A number of architectures as people read it. */
  static String grouped(BigInteger number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The logarithm of a count of any size; negative infinity of none. */
  static double log10(BigInteger count) {
    int tooMany = Math.max(0, count.bitLength() - 1000);
    return Math.log10(count.shiftRight(tooMany).doubleValue()) + tooMany * Math.log10(2);
  }

  /** What a network costs. */
  void network(String name, long parameters, long multiplyAdds, long tableFlops) {
    fact(
        name,
        "%,d parameters, %,d multiply-adds, %,d table FLOPs",
        parameters,
        multiplyAdds,
        tableFlops);
  }

  /** Whether anything is known of the result. */
  boolean hasFacts() {
    return !facts.isEmpty();
  }

  /** More rows of it. */
  void facts(List<Fact> more) {
    facts.addAll(more);
  }

  /** A stage of a shrinking. */
  void stage(StageReport stage) {
    stages.add(stage);
    parts.add(stage.part());
  }

  void part(Part part) {
    parts.add(part);
  }

  /** A number that runs are compared by. */
  void headline(Headline headline) {
    if (Double.isFinite(headline.value())) {
      headlines.add(headline);
    }
  }

  /** An id or hash that the result names. */
  void hash(String name, String value) {
    hashes.add(new Fact(name, value));
  }

  void hashes(List<Fact> more) {
    hashes.addAll(more);
  }

  /** The curves of some metrics, if there are any values at more than one step. */
  void curves(List<MetricLog.Line> lines, String title, String vertical, Predicate<String> wanted) {
    List<Series> series = Curves.of(lines, wanted);
    Curves.noNumbers(lines, wanted).forEach(files::note);
    boolean moves =
        series.stream().flatMap(one -> one.points().stream()).map(Point::x).distinct().count() > 1;
    if (moves) {
      curve(new LineChart(title, "step", vertical, series));
    }
  }

  /** A chart among the curves. */
  void curve(LineChart chart) {
    curves.add(chart);
  }

  /** Closes the list of curves: they become a part under this heading. */
  void curvesAs(String heading) {
    if (!curves.isEmpty()) {
      part(Part.of(heading, curves.stream().map(LineChart::figure).toList()));
    }
  }

  /** The finished section. */
  RunSection finish(RunKind kind) {
    String configuration = files.text(RunFiles.CONFIGURATION);
    Origin origin = Origin.of(files);
    return new RunSection(
        files.root(),
        files.name(),
        kind,
        title.isEmpty() ? kind.title() : title,
        files.notes(),
        facts,
        parts,
        headlines,
        curves,
        stages,
        origin,
        hashes,
        configuration);
  }
}
