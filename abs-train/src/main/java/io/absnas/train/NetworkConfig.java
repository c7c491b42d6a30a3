package io.absnas.train;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Section {@code network}: what is trained. Width, depth, classes and input are those of the
 * section {@code space}.
 *
 * @param architecture op codes, NAS-Bench-201's architecture string, the genotype of a DARTS space,
 *     or the name of a published one
 * @param flopsLimit for genotypes: as many channels, up to those of the space, as keep the table
 *     FLOPs at or below this limit
 * @param auxiliaryHead whether a second classifier inside is trained too, for genotypes
 * @param result the run that found the architecture, for the record
 * @param resultSha256 hash of that run's {@code result.json}
 */
public record NetworkConfig(
    Optional<String> architecture,
    Optional<Long> flopsLimit,
    boolean auxiliaryHead,
    Optional<String> result,
    Optional<String> resultSha256) {
  /** Checks that all is there. */
  public NetworkConfig {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(flopsLimit, "flopsLimit is null");
    requireNonNull(result, "result is null");
    requireNonNull(resultSha256, "resultSha256 is null");
    if (flopsLimit.orElse(1L) < 1) {
      throw new IllegalArgumentException(
          "flopsLimit is " + flopsLimit.get() + ", must be at least 1");
    }
    if (result.isPresent() != resultSha256.isPresent()) {
      throw new IllegalArgumentException(
          "result and result-sha256 go together; --result RUN sets both");
    }
  }
}
