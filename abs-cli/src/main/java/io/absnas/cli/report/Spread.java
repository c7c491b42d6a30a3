package io.absnas.cli.report;

import java.util.Arrays;

/**
 * What values have in common.
 *
 * @param count how many there are, at least one
 * @param mean their mean
 * @param deviation sample standard deviation (n - 1), 0 of a single value
 */
record Spread(int count, double mean, double deviation) {
  static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return new Spread(
        values.length, mean, values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0);
  }

  String text() {
    return "mean %s, standard deviation %s, n = %d"
        .formatted(Ticks.label(mean), Ticks.label(deviation), count);
  }
}
