package io.absnas.cli.report;

import java.util.List;

/** The signs of up to six kinds of points: each has a colour, a shape and a dash of its own. */
final class Marks {
  /** How many kinds can be told apart. */
  static final int KINDS = 6;

  private static final List<String> SHAPES =
      List.of(
          "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0",
          "m-3.2 -3.2h6.4v6.4h-6.4z",
          "m0 -4.4l4.2 7.4h-8.4z",
          "m0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z",
          "m0 4.4l4.2 -7.4h-8.4z",
          "m-1.3 -4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7z");

  private Marks() {}

  /** A point that tells its values when it is pointed at or reached by keys. */
  static void point(Markup svg, int kind, double x, double y, String values) {
    svg.add(
        "<path class=\"pt k%s\" tabindex=\"-1\" role=\"img\" d=\"M%s %s" + shape(kind) + "\">",
        kind,
        x,
        y);
    svg.add("<title>%s</title></path>", values);
  }

  /** The sign as the legend shows it, with a piece of its line where there are lines. */
  static Markup sample(int kind, Legend.Item item) {
    Markup svg = new Markup();
    svg.add("<svg class=\"key\" viewBox=\"0 0 26 12\" aria-hidden=\"true\">");
    if (item.line()) {
      svg.add("<path class=\"line k%s\" d=\"M0 6H26\"/>", kind);
    }
    if (item.mark()) {
      svg.add("<path class=\"k%s\" d=\"M13 6" + shape(kind) + "\"/>", kind);
    }
    return svg.add("</svg>");
  }

  private static String shape(int kind) {
    return SHAPES.get(kind % KINDS);
  }
}
