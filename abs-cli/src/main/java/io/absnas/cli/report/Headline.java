package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * One of the numbers that runs of a kind are compared by.
 *
 * @param name what it is, with its unit; the same in all runs of a kind
 * @param value what it is here
 * @param decimals places behind the point
 */
record Headline(String name, double value, int decimals) {
  Headline {
    requireNonNull(name, "name is null");
  }

  /** A share as percentage. */
  static Headline percent(String name, double share) {
    return new Headline(name + " (%)", 100 * share, 2);
  }

  String text() {
    return text(value);
  }

  /** Another value of the same kind. */
  String text(double other) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", other);
  }
}
