package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileForm;
import java.util.List;

/**
 * What {@code abs nb201 drop} has found, {@code result.json}.
 *
 * @param format version of this form
 * @param kind {@code nb201-drop}
 * @param table file of the true accuracies
 * @param tableSha256 its hash
 * @param count ops to drop
 * @param whole the space before anything is dropped
 * @param outcomes one for each metric and, where it needs weights, supernet
 */
public record DropReport(
    int format,
    String kind,
    String table,
    String tableSha256,
    int count,
    DropOutcome whole,
    List<DropOutcome> outcomes) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "nb201-drop";

  /** Copies the list. */
  public DropReport {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(table, "table is null");
    requireNonNull(tableSha256, "tableSha256 is null");
    requireNonNull(whole, "whole is null");
    outcomes = List.copyOf(outcomes);
  }

  /** The outcomes beside the whole space. */
  public static DropReport of(
      String file, BenchmarkTable table, int count, List<DropOutcome> outcomes) {
    return new DropReport(
        FORMAT, KIND, file, table.sha256(), count, DropOutcome.whole(table), outcomes);
  }
}
