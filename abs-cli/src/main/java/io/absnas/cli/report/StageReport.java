package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One train-score-drop turn.
 *
 * @param number the stage, from 0
 * @param sizeBefore number of architectures before the drop, as text
 * @param sizeAfter number of architectures after it, as text
 * @param rows every EdgeOp that was scored, by choice
 * @param measure what the scores are
 */
record StageReport(
    int number, String sizeBefore, String sizeAfter, List<ScoreRow> rows, ScoreMeasure measure) {
  private static final List<String> COLUMNS =
      List.of(
          "choice",
          "op",
          "score",
          "deviation",
          "5 %",
          "median",
          "95 %",
          "children",
          "margin to the cut",
          "dropped as");
  private static final int LOW = 1;
  private static final int MEDIAN = 3;
  private static final int HIGH = 5;

  StageReport {
    requireNonNull(sizeBefore, "sizeBefore is null");
    requireNonNull(sizeAfter, "sizeAfter is null");
    rows = List.copyOf(rows);
    requireNonNull(measure, "measure is null");
  }

  /** Scores, distributions and drops. */
  Part part() {
    List<Figure> figures = new ArrayList<>();
    figures.add(heatMap());
    AngleBoxes.of(rows).ifPresent(boxes -> figures.add(boxes.figure(number, measure)));
    return new Part(
        "Stage " + number,
        sizeBefore + " architectures before, " + sizeAfter + " after.",
        figures,
        new Markup(),
        drops());
  }

  private Figure heatMap() {
    OpNames names = OpNames.of(rows.stream().map(ScoreRow::op).distinct().toList());
    Map<HeatMap.Key, HeatMap.Cell> cells = new LinkedHashMap<>();
    for (ScoreRow row : rows) {
      cells.put(
          new HeatMap.Key(row.choice(), names.brief(row.op())),
          new HeatMap.Cell(
              row.isMeasured() ? row.score() : Double.NaN,
              row.isMeasured() ? String.format(Locale.ROOT, "%.2f", row.score()) : "–",
              row.spoken(),
              row.dropped()));
    }
    HeatMap map =
        new HeatMap(
            "Scores of stage %d, choices down, ops across; framed squares were dropped"
                .formatted(number),
            rows.stream().map(ScoreRow::choice).distinct().toList(),
            rows.stream().map(ScoreRow::op).distinct().map(names::brief).toList(),
            cells,
            true);
    return new Figure(
        "Scores of stage " + number,
        "The larger a score, the further its colour is from the page's. A frame and a number mark"
            + " what was dropped, in order."
            + (rows.stream().allMatch(ScoreRow::isMeasured)
                ? ""
                : " Empty squares (–) had no children inside the FLOPs window, and score 0.")
            + names.note(),
        map.markup(),
        Legend.NONE,
        List.of(table()));
  }

  private Table table() {
    List<List<String>> lines = new ArrayList<>();
    for (ScoreRow row : rows) {
      boolean spread = row.quantiles().size() > HIGH;
      lines.add(
          List.of(
              row.choice(),
              row.op(),
              Ticks.label(row.score()),
              number(row.deviation()),
              spread ? Ticks.label(row.quantiles().get(LOW)) : "",
              spread ? Ticks.label(row.quantiles().get(MEDIAN)) : "",
              spread ? Ticks.label(row.quantiles().get(HIGH)) : "",
              Long.toString(row.children()),
              number(row.margin()),
              number(row.dropped())));
    }
    return new Table("all scores of stage " + number, COLUMNS, 2, lines);
  }

  /** What was dropped, in the order of the drops. */
  private Markup drops() {
    List<ScoreRow> drops =
        rows.stream()
            .filter(row -> row.dropped().isPresent())
            .sorted(Comparator.comparingInt(row -> row.dropped().orElseThrow()))
            .toList();
    if (drops.isEmpty()) {
      return new Markup().add("<p>Nothing was dropped.</p>");
    }
    Markup list =
        new Markup().add("<h4>Drops of stage %s in order</h4>\n<ol class=\"drops\">", number);
    for (ScoreRow drop : drops) {
      list.inline(
          "<li><code>%s</code> at <code>%s</code>, %s",
          drop.op(),
          drop.choice(),
          drop.isMeasured() ? "score " + Ticks.brief(drop.score()) : drop.scored());
      if (drop.margin().isPresent() && drop.isMeasured()) {
        list.inline(", margin %s", Ticks.brief(drop.margin().getAsDouble()));
      }
      list.add("</li>");
    }
    return list.add("</ol>");
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Ticks.label(value.getAsDouble()) : "";
  }

  private static String number(OptionalInt value) {
    return value.isPresent() ? Integer.toString(value.getAsInt()) : "";
  }
}
