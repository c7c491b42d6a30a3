package io.absnas.core.pickle;

/** Texts of a file that nobody trusts, made fit for a message of one line. */
final class Printable {
  private static final int LONGEST = 80;

  private Printable() {}

  static String of(String text) {
    String shortened = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return shortened.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "?");
  }
}
