package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.cli.report.ScoreMeasure;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.TwoPredecessors;
import io.absnas.shrink.ChildrenAccuracy;
import io.absnas.shrink.History;
import io.absnas.shrink.ShrinkResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a finished run says on standard output.
 *
 * @param space file of the shrunk space
 * @param history scores and drops
 * @param result sizes, accuracies, the ops that are left
 * @param measure what the scores are
 */
record ShrinkSummary(Path space, History history, ShrinkResult result, ScoreMeasure measure) {
  private static final String SPACE = "shrunk-space.json";

  ShrinkSummary {
    requireNonNull(space, "space is null");
    requireNonNull(history, "history is null");
    requireNonNull(result, "result is null");
    requireNonNull(measure, "measure is null");
  }

  /** From the files of a run that is finished. */
  static ShrinkSummary read(RunDirectory directory) {
    return new ShrinkSummary(
        directory.file(SPACE),
        StrictJson.read(directory.history(), History.class),
        StrictJson.read(directory.result(), ShrinkResult.class),
        ScoreMeasure.of(directory.config()));
  }

  /** Writes the shrunk space to another file as well. */
  void copySpace(Path target) {
    try {
      AtomicFiles.write(target, Files.readString(space));
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.FAILED, target + ": cannot be written: " + FileFailure.reason(e), e);
    }
  }

  /** Scores, drops, accuracies, and what is left. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(ScoreTable.lines(history, measure));
    result.childrenFirst().ifPresent(first -> lines.add(accuracy("after the first stage", first)));
    result.childrenLast().ifPresent(last -> lines.add(accuracy("of the shrunk space", last)));
    lines.add("");
    lines.add(
        "left of %s after %d %s (stopped by %s): %s of %s architectures"
            .formatted(
                result.space(),
                result.stages(),
                result.stages() == 1 ? "stage" : "stages",
                result.stopReason(),
                result.sizeAfter(),
                result.sizeBefore()));
    SearchSpace left = SpaceCatalog.find(space.toString());
    if (TwoPredecessors.binds(left)) {
      lines.add(
          "cells with two predecessors per node among them: "
              + TwoPredecessors.size((CellSpace) left));
    }
    for (int choice = 0; choice < left.choices().size(); choice++) {
      String ops = left.ops(choice).stream().map(CandidateOp::id).collect(Collectors.joining(" "));
      lines.add("  %-6s %s".formatted(left.choiceName(choice), ops));
    }
    lines.add("shrunk space: " + space);
    return lines;
  }

  private static String accuracy(String which, ChildrenAccuracy children) {
    return String.format(
        Locale.ROOT,
        "top-1 of %d random children %s: %.2f %% before batch-norm recalibration, %.2f %% after",
        children.children(),
        which,
        100 * children.before(),
        100 * children.after());
  }
}
