package io.absnas.cli.report;

import java.util.Locale;

/**
 * Collects HTML or SVG text. Templates are constants of this package; every value put into one is
 * escaped, so that no name of an op, file or class can end a tag or an attribute.
 */
final class Markup {
  private final StringBuilder text = new StringBuilder();

  /**
   * Appends a template whose {@code %s} are replaced in order: numbers with a fraction as pixels,
   * everything else as escaped text.
   */
  Markup add(String template, Object... values) {
    inline(template, values);
    text.append('\n');
    return this;
  }

  /** The same without a line feed behind it. */
  Markup inline(String template, Object... values) {
    int from = 0;
    for (Object value : values) {
      int at = template.indexOf("%s", from);
      if (at < 0) {
        throw new IllegalArgumentException("more values than places in: " + template);
      }
      text.append(template, from, at);
      text.append(value instanceof Double number ? pixels(number) : escape(value.toString()));
      from = at + 2;
    }
    if (template.indexOf("%s", from) >= 0) {
      throw new IllegalArgumentException("more places than values in: " + template);
    }
    text.append(template, from, template.length());
    return this;
  }

  /** Appends what another writer of this package made. */
  Markup add(Markup other) {
    text.append(other.text);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** The characters that mean something in HTML and XML, and control characters, made harmless. */
  static String escape(String content) {
    StringBuilder escaped = new StringBuilder(content.length());
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        case '\n', '\t' -> escaped.append(c);
        default -> escaped.append(isInvisible(c) ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }

  /** Control characters, and those that turn the direction of the text behind them. */
  private static boolean isInvisible(char c) {
    boolean turns =
        (c >= '\u202A' && c <= '\u202E')
            || (c >= '\u2066' && c <= '\u2069')
            || c == '\u200E'
            || c == '\u200F'
            || c == '\u061C';
    return turns || Character.isISOControl(c);
  }

  /** A coordinate; hundredths of a pixel are finer than any screen. */
  private static String pixels(double value) {
    String number = String.format(Locale.ROOT, "%.2f", value);
    return number.endsWith(".00") ? number.substring(0, number.length() - 3) : number;
  }
}
