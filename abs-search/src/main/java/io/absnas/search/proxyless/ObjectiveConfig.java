package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Section {@code objective}: the cost that is aimed at.
 *
 * @param target which cost
 * @param reference the aim: multiply-adds for one image, or milliseconds for a batch
 * @param table for latency, a file of {@code abs latency} or, by its extension {@code .yaml} or
 *     {@code .yml}, one of ProxylessNAS
 */
public record ObjectiveConfig(Target target, double reference, Optional<String> table) {
  /** Kinds of cost. */
  public enum Target {
    /** Multiply-adds that run, the linear layer counted once. */
    FLOPS,
    /** Milliseconds by a table of measurements. */
    LATENCY
  }

  /** Checks the number and that a table belongs to latency. */
  public ObjectiveConfig {
    requireNonNull(target, "target is null");
    requireNonNull(table, "table is null");
    if (!(reference > 0) || reference > Double.MAX_VALUE) {
      throw new IllegalArgumentException("reference is " + reference + ", must be above 0");
    }
    if ((target == Target.LATENCY) != table.isPresent()) {
      throw new IllegalArgumentException(
          "table is needed for target: latency (abs latency makes one), and for nothing else");
    }
  }
}
