package io.absnas.cli.report;

import io.absnas.core.run.MetricLog;
import java.util.List;

/** A run whose kind is not known: where it came from, and its curves. */
final class OtherSection {
  private OtherSection() {}

  static void read(Draft draft) {
    draft.files().note("What kind of run this is cannot be told from its files.");
    List<MetricLog.Line> lines = draft.files().metrics();
    draft.curves(lines, "Training loss", "loss", Curves::isLoss);
    draft.curves(lines, "Accuracy", "share of images", Curves::isAccuracy);
    draft.curvesAs("Training");
  }
}
