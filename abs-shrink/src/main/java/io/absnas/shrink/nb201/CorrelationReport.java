package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * All that {@code abs nb201 correlate} has found, {@code correlation.json}.
 *
 * @param format version of this form
 * @param table file of the true accuracies
 * @param tableSha256 its hash
 * @param supernets what the weights come from
 * @param accuracy which architectures were evaluated
 * @param bootstrapDraws draws behind each interval
 * @param rows one for each predictor, its weights, set of architectures and data set
 * @param overSupernets tau-b over supernets trained alike
 */
public record CorrelationReport(
    int format,
    String table,
    String tableSha256,
    List<Supernet> supernets,
    AccuracySettings accuracy,
    int bootstrapDraws,
    List<CorrelationRow> rows,
    List<SeedSummary> overSupernets) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /**
   * A supernet.
   *
   * @param label its name in rows
   * @param seed of its training
   * @param space id of its space
   * @param channels of its first cells
   * @param cells per stage
   * @param trainedOn what its images are
   * @param epochs after which weights were looked at
   * @param weightsIds ids of these weights
   * @param initialId id of the initial weights
   */
  public record Supernet(
      String label,
      long seed,
      String space,
      int channels,
      int cells,
      String trainedOn,
      List<Long> epochs,
      List<String> weightsIds,
      String initialId) {
    /** Copies the lists. */
    public Supernet {
      requireNonNull(label, "label is null");
      requireNonNull(space, "space is null");
      requireNonNull(trainedOn, "trainedOn is null");
      epochs = List.copyOf(epochs);
      weightsIds = List.copyOf(weightsIds);
      requireNonNull(initialId, "initialId is null");
    }
  }

  /** Copies the lists. */
  public CorrelationReport {
    requireNonNull(table, "table is null");
    requireNonNull(tableSha256, "tableSha256 is null");
    supernets = List.copyOf(supernets);
    requireNonNull(accuracy, "accuracy is null");
    rows = List.copyOf(rows);
    overSupernets = List.copyOf(overSupernets);
  }
}
