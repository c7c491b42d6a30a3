package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileForm;
import java.util.List;

/**
 * What {@code abs nb201 variants} has found, {@code result.json}.
 *
 * @param format version of this form
 * @param kind {@code nb201-variants}
 * @param table file of the true accuracies
 * @param tableSha256 its hash
 * @param supernets labels of those whose weights were used
 * @param seed of the halves and of the intervals
 * @param result the outcome
 */
public record VariantReport(
    int format,
    String kind,
    String table,
    String tableSha256,
    List<String> supernets,
    long seed,
    VariantStudy.Result result) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "nb201-variants";

  /** Copies the list. */
  public VariantReport {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(table, "table is null");
    requireNonNull(tableSha256, "tableSha256 is null");
    supernets = List.copyOf(supernets);
    requireNonNull(result, "result is null");
  }
}
