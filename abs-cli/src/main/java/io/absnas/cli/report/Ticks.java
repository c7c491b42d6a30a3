package io.absnas.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers along an axis.
 *
 * @param values the positions, rising, the first at or below and the last at or above the data
 */
record Ticks(List<Double> values) {
  private static final double EQUAL = 1e-9;
  private static final double WHOLE = 1e12;

  Ticks {
    values = List.copyOf(values);
    if (values.size() < 2) {
      throw new IllegalArgumentException("an axis needs two ticks, had " + values.size());
    }
  }

  /** About {@code intervals} steps of 1, 2 or 5 times a power of ten that cover the range. */
  static Ticks covering(double low, double high, int intervals) {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high && intervals > 0)) {
      throw new IllegalArgumentException("no axis from " + low + " to " + high);
    }
    double size = Math.max(Math.abs(low), Math.abs(high));
    // What differs by rounding alone is one value: its digits have no room for ticks.
    double span = high - low > EQUAL * size ? high - low : Math.max(size, 1) * 0.1;
    double raw = span / intervals;
    double magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
    double leading = raw / magnitude;
    double step = magnitude * (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10);
    // A quotient may round to a whole number that lies beyond the value.
    double first = Math.floor(low / step);
    while (first * step > low) {
      first--;
    }
    double last = Math.max(Math.ceil(high / step), first + 1);
    while (last * step < high) {
      last++;
    }
    int steps = (int) (last - first);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      values.add((first + i) * step);
    }
    return new Ticks(values);
  }

  double low() {
    return values.get(0);
  }

  double high() {
    return values.get(values.size() - 1);
  }

  /** Where a value lies between the first tick, 0, and the last, 1. */
  double share(double value) {
    return (value - low()) / (high() - low());
  }

  /** A tick in few letters: thousands and millions have a letter of their own. */
  static String shortLabel(double value) {
    double size = Math.abs(value);
    return size >= 1e9
        ? label(value / 1e9) + "G"
        : size >= 1e6
            ? label(value / 1e6) + "M"
            : size >= 1e4 ? label(value / 1e3) + "k" : label(value);
  }

  /** A value as text, without the digits that floating-point steps leave behind. */
  static String label(double value) {
    return value == Math.rint(value) && Math.abs(value) < WHOLE
        ? Long.toString((long) value)
        : label(value, 6);
  }

  /** The same with four digits, for lists that are read rather than copied. */
  static String brief(double value) {
    return label(value, 4);
  }

  private static String label(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    return rounded.signum() == 0
        ? "0"
        : rounded.abs().compareTo(BigDecimal.valueOf(1e-4)) < 0
            ? rounded.toString()
            : rounded.toPlainString();
  }
}
