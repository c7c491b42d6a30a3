package io.absnas.search.latency;

/**
 * How latencies are measured.
 *
 * @param batchSize images of a batch
 * @param warmUp passes before those that count
 * @param repeats passes whose median counts
 * @param networks whole networks that predictions are compared on
 * @param seed decides which networks these are
 */
public record LatencySettings(int batchSize, int warmUp, int repeats, int networks, long seed) {
  /** Batches of one image, 10 passes of warm-up, 50 that count, 20 networks. */
  public static final LatencySettings DEFAULT = new LatencySettings(1, 10, 50, 20, 0);

  /** Checks the numbers. */
  public LatencySettings {
    if (batchSize < 1 || warmUp < 1 || repeats < 1) {
      throw new IllegalArgumentException(
          "batchSize, warmUp and repeats must be at least 1, were %d, %d and %d"
              .formatted(batchSize, warmUp, repeats));
    }
    if (networks < 2) {
      throw new IllegalArgumentException("networks is " + networks + ", must be at least 2");
    }
  }
}
