package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.util.List;

/**
 * The result of training every architecture of a space, {@code result.json} beside {@code
 * table.csv}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code table}
 * @param space id of the space, with the size of the networks
 * @param architectures of the space
 * @param seeds trainings of each
 * @param bestArchitecture that with the largest mean accuracy over the seeds, the first of equals
 * @param bestTop1 its mean accuracy, 0 to 1
 * @param meanTop1 over all trainings
 * @param tableSha256 hash of {@code table.csv}
 * @param configSha256 hash of the configuration without what says where and how fast it ran
 * @param builtOn files of other runs or people that went in
 */
public record TableResult(
    int format,
    String kind,
    String space,
    int architectures,
    List<Long> seeds,
    String bestArchitecture,
    double bestTop1,
    double meanTop1,
    String tableSha256,
    String configSha256,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "table";

  /** Copies the lists. */
  public TableResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(space, "space is null");
    requireNonNull(bestArchitecture, "bestArchitecture is null");
    requireNonNull(tableSha256, "tableSha256 is null");
    requireNonNull(configSha256, "configSha256 is null");
    seeds = List.copyOf(seeds);
    builtOn = List.copyOf(builtOn);
  }
}
