package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.rank.Agreement;
import java.util.Optional;

/**
 * How well one predictor orders architectures by their test accuracy.
 *
 * @param part which architectures
 * @param predictor its name, see {@link Prediction} and {@link Baselines}
 * @param source weights that it comes from; absent for what needs none
 * @param data on which the architectures were trained
 * @param agreement what was found
 */
public record CorrelationRow(
    Part part,
    String predictor,
    Optional<Prediction.Source> source,
    BenchmarkData data,
    Agreement agreement) {
  /** Which architectures are compared. */
  public enum Part {
    /** All 15,625. */
    ALL("all"),
    /** Those that were evaluated with the supernet's weights. */
    SAMPLE("sample");

    private final String id;

    Part(String id) {
      this.id = id;
    }

    /** Its name in tables. */
    public String id() {
      return id;
    }
  }

  /** Checks that all is there. */
  public CorrelationRow {
    requireNonNull(part, "part is null");
    requireNonNull(predictor, "predictor is null");
    requireNonNull(source, "source is null");
    requireNonNull(data, "data is null");
    requireNonNull(agreement, "agreement is null");
  }
}
