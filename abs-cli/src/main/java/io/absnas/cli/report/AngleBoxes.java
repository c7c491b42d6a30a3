package io.absnas.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How the angles of the children behind each score are spread: a row for each EdgeOp by falling
 * score, with the cut between kept and dropped where there is one for all of them.
 *
 * @param rows the rows that are drawn, best first
 * @param all how many EdgeOps there are
 * @param cut where kept and dropped part
 * @param names how ops are called
 */
record AngleBoxes(List<ScoreRow> rows, int all, OptionalDouble cut, OpNames names) {
  private static final int MOST_ROWS = 36;
  private static final List<String> COLUMNS =
      List.of("choice", "op", "smallest", "5 %", "25 %", "median", "75 %", "95 %", "largest");
  private static final int QUANTILES = COLUMNS.size() - 2;
  private static final double ROW = 15;
  private static final double TOP = 6;
  private static final double RIGHT = Frame.WIDTH - 12;
  private static final double LETTER = 7.2;
  private static final int MOST_LETTERS = 32;
  private static final double SAME_CUT = 1e-6;

  AngleBoxes {
    rows = List.copyOf(rows);
  }

  /** The rows nearest to the cut, or the lowest; empty where no distribution is known. */
  static Optional<AngleBoxes> of(List<ScoreRow> scored) {
    List<ScoreRow> spread =
        scored.stream()
            .filter(row -> row.quantiles().size() == QUANTILES && row.children() > 1)
            .filter(row -> row.quantiles().stream().allMatch(Double::isFinite))
            .toList();
    if (spread.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble cut = cut(scored);
    List<ScoreRow> near =
        spread.stream()
            .sorted(
                Comparator.comparingDouble(
                    row ->
                        cut.isPresent() ? Math.abs(row.score() - cut.getAsDouble()) : row.score()))
            .limit(MOST_ROWS)
            .sorted(Comparator.comparingDouble(ScoreRow::score).reversed())
            .toList();
    return Optional.of(
        new AngleBoxes(
            near,
            spread.size(),
            cut,
            OpNames.of(spread.stream().map(ScoreRow::op).distinct().toList())));
  }

  /** The cut, if all EdgeOps were compared with one another. */
  private static OptionalDouble cut(List<ScoreRow> rows) {
    if (rows.stream().anyMatch(row -> row.margin().isEmpty())) {
      return OptionalDouble.empty();
    }
    double[] cuts =
        rows.stream().mapToDouble(row -> row.score() - row.margin().getAsDouble()).toArray();
    return cuts.length > 0
            && DoubleStream.of(cuts).allMatch(one -> Math.abs(one - cuts[0]) < SAME_CUT)
        ? OptionalDouble.of(cuts[0])
        : OptionalDouble.empty();
  }

  Figure figure(int stage, ScoreMeasure measure) {
    String which =
        rows.size() == all
            ? "All %d EdgeOps".formatted(all)
            : "%d of %d EdgeOps, those %s"
                .formatted(
                    rows.size(), all, cut.isPresent() ? "nearest to the cut" : "of lowest score");
    return new Figure(
        (measure.equals(ScoreMeasure.ANGLE) ? "Angles" : "Scores of children")
            + " of stage "
            + stage,
        which
            + ", by falling score. Thin line: all children; thick line: 25 to 75 %; tick: median;"
            + " circle: score, × if dropped."
            + (cut.isPresent() ? " Dashed line: the cut." : "")
            + names.note(),
        markup(stage, measure),
        Legend.NONE,
        List.of(table(stage, measure)));
  }

  private Table table(int stage, ScoreMeasure measure) {
    List<List<String>> lines = new ArrayList<>();
    for (ScoreRow row : rows) {
      List<String> line = new ArrayList<>(List.of(row.choice(), row.op()));
      row.quantiles().forEach(value -> line.add(Ticks.label(value)));
      lines.add(line);
    }
    return new Table(
        "children of stage %d, %s".formatted(stage, measure.axis()), COLUMNS, 2, lines);
  }

  private Markup markup(int stage, ScoreMeasure measure) {
    double left = 6 + LETTER * rows.stream().mapToInt(row -> name(row).length()).max().orElse(0);
    double bottom = TOP + ROW * rows.size();
    Ticks ticks =
        Ticks.covering(
            rows.stream().mapToDouble(row -> row.quantiles().get(0)).min().orElse(0),
            rows.stream().mapToDouble(row -> row.quantiles().get(QUANTILES - 1)).max().orElse(1),
            4);
    Markup svg = new Markup();
    Frame.open(svg, bottom + 40, "Distribution of what is behind the scores of stage " + stage);
    svg.add("<g aria-hidden=\"true\">");
    for (double value : ticks.values()) {
      double x = x(ticks, left, value);
      svg.add("<path class=\"grid\" d=\"M%s %sV%s\"/>", x, TOP, bottom);
      svg.add(
          "<text class=\"mid\" x=\"%s\" y=\"%s\">%s</text>",
          x, bottom + 15, Ticks.shortLabel(value));
    }
    svg.add(
        "<text class=\"mid name\" x=\"%s\" y=\"%s\">%s</text>",
        (left + RIGHT) / 2, bottom + 33, measure.axis());
    if (cut.isPresent()) {
      svg.add(
          "<path class=\"cut\" d=\"M%s %sV%s\"/>", x(ticks, left, cut.getAsDouble()), TOP, bottom);
    }
    for (int i = 0; i < rows.size(); i++) {
      svg.add(
          "<text class=\"end small\" x=\"%s\" y=\"%s\">%s</text>",
          left - 6, TOP + ROW * i + 11, name(rows.get(i)));
    }
    svg.add("</g><g>");
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), ticks, left, TOP + ROW * (i + 0.5), measure);
    }
    return svg.add("</g></svg>");
  }

  private static void row(
      Markup svg, ScoreRow row, Ticks ticks, double left, double y, ScoreMeasure measure) {
    List<Double> at = new ArrayList<>();
    row.quantiles().forEach(value -> at.add(x(ticks, left, value)));
    svg.add(
        "<g class=\"pt box\" tabindex=\"-1\" role=\"img\"><title>%s; children's %s %s to %s, median %s</title>",
        row.spoken(),
        measure.axis(),
        Ticks.label(row.quantiles().get(0)),
        Ticks.label(row.quantiles().get(QUANTILES - 1)),
        Ticks.label(row.quantiles().get(3)));
    svg.inline("<path class=\"hit\" d=\"M%s %sH%s\"/>", left, y, RIGHT);
    svg.inline("<path class=\"thin\" d=\"M%s %sH%s\"/>", at.get(0), y, at.get(6));
    svg.inline("<path class=\"thick\" d=\"M%s %sH%s\"/>", at.get(2), y, at.get(4));
    svg.inline("<path class=\"median\" d=\"M%s %sv8\"/>", at.get(3), y - 4);
    double x = x(ticks, left, row.score());
    if (row.dropped().isPresent()) {
      svg.inline("<path class=\"cross\" d=\"M%s %sl7 7m0 -7l-7 7\"/>", x - 3.5, y - 3.5);
    } else {
      svg.inline("<circle class=\"ring\" cx=\"%s\" cy=\"%s\" r=\"3\"/>", x, y);
    }
    svg.add("</g>");
  }

  private String name(ScoreRow row) {
    return Brief.of(names.brief(row.op()) + " " + row.choice(), MOST_LETTERS);
  }

  private static double x(Ticks ticks, double left, double value) {
    return left + ticks.share(value) * (RIGHT - left);
  }
}
