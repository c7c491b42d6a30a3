package io.absnas.cli;

import io.absnas.cli.report.ScoreMeasure;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.History;
import io.absnas.shrink.ScoreRecord;
import io.absnas.shrink.StageRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The scores of a stage as a table of text: choices downwards, ops across, dropped ones marked. */
final class ScoreTable {
  private static final String DROPPED = "*";

  private ScoreTable() {}

  /** Scores of the last stage, then the drops of all stages in order. */
  static List<String> lines(History history, ScoreMeasure measure) {
    List<String> lines = new ArrayList<>();
    if (history.stages().isEmpty()) {
      lines.add("nothing was scored: the space was small enough from the start");
      return lines;
    }
    StageRecord last = history.stages().get(history.stages().size() - 1);
    lines.add(
        "scores of stage %d, %s (%s dropped)".formatted(last.stage(), measure.score(), DROPPED));
    lines.addAll(scores(last, history.operations()));
    lines.add("");
    for (StageRecord stage : history.stages()) {
      lines.add(
          "stage %d: %s -> %s architectures, dropped %s"
              .formatted(stage.stage(), stage.sizeBefore(), stage.sizeAfter(), drops(stage)));
    }
    return lines;
  }

  private static List<String> scores(StageRecord stage, List<String> operations) {
    int width = operations.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      lines.add(("  %" + width + "s = %c").formatted(operations.get(i), letter(i)));
    }
    StringBuilder head = new StringBuilder("%-8s".formatted("choice"));
    for (int i = 0; i < operations.size(); i++) {
      head.append("%9c ".formatted(letter(i)));
    }
    lines.add(head.toString().stripTrailing());
    Set<String> choices = new LinkedHashSet<>();
    stage.scores().forEach(score -> choices.add(score.choiceName()));
    for (String choice : choices) {
      StringBuilder row = new StringBuilder("%-8s".formatted(choice));
      for (String op : operations) {
        row.append(cell(stage, choice, op));
      }
      lines.add(row.toString().stripTrailing());
    }
    return lines;
  }

  private static String cell(StageRecord stage, String choice, String op) {
    Optional<ScoreRecord> found =
        stage.scores().stream()
            .filter(score -> score.choiceName().equals(choice) && score.op().equals(op))
            .findFirst();
    return found
        .map(
            score ->
                String.format(
                    Locale.ROOT, "%9.6f%s", score.score(), score.dropped() ? DROPPED : " "))
        .orElse("          ");
  }

  private static char letter(int index) {
    return (char) ('a' + index);
  }

  private static String drops(StageRecord stage) {
    List<String> drops = new ArrayList<>();
    for (DropRecord drop : stage.drops()) {
      drops.add(drop.choiceName() + ":" + drop.op());
    }
    return drops.isEmpty() ? "nothing" : String.join(" ", drops);
  }
}
