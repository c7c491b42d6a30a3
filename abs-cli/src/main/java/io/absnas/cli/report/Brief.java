package io.absnas.cli.report;

/** Names that have to fit into a drawing; what points at them tells the whole name. */
final class Brief {
  private static final String LEFT_OUT = "…";

  private Brief() {}

  /** The name, or its beginning and its end, by which names differ more often than in between. */
  static String of(String name, int letters) {
    if (name.length() <= letters) {
      return name;
    }
    int end = (letters - LEFT_OUT.length()) * 2 / 3;
    int beginning = letters - LEFT_OUT.length() - end;
    return name.substring(0, beginning) + LEFT_OUT + name.substring(name.length() - end);
  }
}
