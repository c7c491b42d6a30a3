package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tau-b of one predictor over several supernets.
 *
 * @param part which architectures
 * @param predictor its name
 * @param epoch after which weights were taken
 * @param data on which the architectures were trained
 * @param supernets number of supernets
 * @param mean of tau-b
 * @param sd standard deviation with their number less one below the line, 0 for one
 * @param min smallest
 * @param max largest
 */
public record SeedSummary(
    CorrelationRow.Part part,
    String predictor,
    long epoch,
    BenchmarkData data,
    int supernets,
    double mean,
    double sd,
    double min,
    double max) {
  private record Key(CorrelationRow.Part part, String predictor, long epoch, BenchmarkData data) {}

  /** Checks that all is there. */
  public SeedSummary {
    requireNonNull(part, "part is null");
    requireNonNull(predictor, "predictor is null");
    requireNonNull(data, "data is null");
  }

  /** Summaries of what comes from weights, in the order of the rows. */
  static List<SeedSummary> of(List<CorrelationRow> rows) {
    Map<Key, List<Double>> taus = new LinkedHashMap<>();
    for (CorrelationRow row : rows) {
      if (row.source().isPresent() && row.agreement().tauB().isPresent()) {
        Key key = new Key(row.part(), row.predictor(), row.source().get().epoch(), row.data());
        taus.computeIfAbsent(key, unused -> new ArrayList<>()).add(row.agreement().tauB().get());
      }
    }
    List<SeedSummary> summaries = new ArrayList<>();
    taus.forEach((key, values) -> summaries.add(of(key, values)));
    return List.copyOf(summaries);
  }

  private static SeedSummary of(Key key, List<Double> values) {
    double[] taus = values.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = Arrays.stream(taus).average().orElseThrow();
    double squares = Arrays.stream(taus).map(tau -> (tau - mean) * (tau - mean)).sum();
    return new SeedSummary(
        key.part(),
        key.predictor(),
        key.epoch(),
        key.data(),
        taus.length,
        mean,
        taus.length < 2 ? 0 : Math.sqrt(squares / (taus.length - 1)),
        Arrays.stream(taus).min().orElseThrow(),
        Arrays.stream(taus).max().orElseThrow());
  }
}
