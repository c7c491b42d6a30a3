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
    return text(value, decimals);
  }

  /** A mean, deviation or difference of such values, which is a fraction where they are whole. */
  String derived(double other) {
    return text(other, Math.max(decimals, 2));
  }

  private static String text(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.matches("-[0.]*") ? text.substring(1) : text;
  }
}
