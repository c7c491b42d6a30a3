package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One train-score-drop turn.
 *
 * @param number the stage, from 0
 * @param sizeBefore number of architectures before the drop, as text
 * @param sizeAfter number of architectures after it, as text
 * @param rows every EdgeOp that was scored, by choice
 */
record StageReport(int number, String sizeBefore, String sizeAfter, List<ScoreRow> rows) {
  StageReport {
    requireNonNull(sizeBefore, "sizeBefore is null");
    requireNonNull(sizeAfter, "sizeAfter is null");
    rows = List.copyOf(rows);
  }

  /** What was dropped, in the order of the drops. */
  List<ScoreRow> drops() {
    return rows.stream()
        .filter(row -> row.dropped().isPresent())
        .sorted(Comparator.comparingInt(row -> row.dropped().orElseThrow()))
        .toList();
  }

  /** The scores as squares. */
  HeatMap heatMap() {
    Map<HeatMap.Key, HeatMap.Cell> cells = new LinkedHashMap<>();
    for (ScoreRow row : rows) {
      cells.put(
          new HeatMap.Key(row.choice(), row.op()),
          new HeatMap.Cell(row.score(), row.dropped().isPresent()));
    }
    return new HeatMap(
        "Scores of stage " + number,
        rows.stream().map(ScoreRow::choice).distinct().toList(),
        rows.stream().map(ScoreRow::op).distinct().sorted().toList(),
        cells);
  }
}
