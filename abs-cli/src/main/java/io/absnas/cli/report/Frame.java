package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * The axes that points are drawn between. All charts have one size, so that they line up in columns
 * and their letters stay readable when a chart is as wide as a phone.
 *
 * @param across horizontal axis
 * @param up vertical axis
 */
record Frame(Axis across, Axis up) {
  /** Width of every chart in its own units, about pixels. */
  static final double WIDTH = 400;

  /** Letters of an axis' name or a row's that fit into this width. */
  static final int LETTERS = 54;

  private static final int LETTERS_ACROSS = 48;

  /** Height of a chart between axes. */
  static final double HEIGHT = 260;

  private static final double LEFT = 56;
  private static final double RIGHT = WIDTH - 12;
  private static final double TOP = 28;
  private static final double BOTTOM = HEIGHT - 44;

  /**
   * One axis.
   *
   * @param name what it measures, with its unit
   * @param ticks round numbers along it
   */
  record Axis(String name, Ticks ticks) {
    Axis {
      requireNonNull(name, "name is null");
      requireNonNull(ticks, "ticks is null");
    }

    /** An axis that holds all of these values. */
    static Axis covering(String name, int intervals, double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      double low = sorted[0];
      double high = sorted[sorted.length - 1];
      // Few whole numbers, such as stages, are ticks themselves.
      boolean whole = Arrays.stream(sorted).allMatch(value -> value == Math.rint(value));
      int steps = whole && high > low ? (int) Math.min(intervals, high - low) : intervals;
      return new Axis(name, Ticks.covering(low, high, steps));
    }
  }

  Frame {
    requireNonNull(across, "across is null");
    requireNonNull(up, "up is null");
  }

  double x(double value) {
    return LEFT + across.ticks().share(value) * (RIGHT - LEFT);
  }

  double y(double value) {
    return BOTTOM - up.ticks().share(value) * (BOTTOM - TOP);
  }

  /** Where the plot begins. */
  double bottom() {
    return BOTTOM;
  }

  /** Opens a drawing; screen readers hear the label and then the points one by one. */
  static void open(Markup svg, double height, String label) {
    svg.add(
        "<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"group\" aria-label=\"%s\">",
        WIDTH, height, label);
  }

  /** Only what belongs to the vertical axis. */
  void verticalAxis(Markup svg) {
    svg.add("<g aria-hidden=\"true\">");
    rows(svg);
    svg.add(
        "<text class=\"mid name\" x=\"%s\" y=\"%s\">%s</text></g>",
        (LEFT + RIGHT) / 2, HEIGHT - 8, Brief.of(across.name(), LETTERS_ACROSS));
  }

  /** Grid, ticks and names, which screen readers leave out: every point tells its own values. */
  void axes(Markup svg) {
    svg.add("<g aria-hidden=\"true\">");
    for (double value : across.ticks().values()) {
      double x = x(value);
      svg.add("<path class=\"grid\" d=\"M%s %sV%s\"/>", x, TOP, BOTTOM);
      svg.add("<text class=\"mid\" x=\"%s\" y=\"%s\">%s</text>", x, BOTTOM + 17, label(value));
    }
    rows(svg);
    svg.add(
        "<text class=\"mid name\" x=\"%s\" y=\"%s\">%s</text>",
        (LEFT + RIGHT) / 2, HEIGHT - 8, Brief.of(across.name(), LETTERS_ACROSS));
    svg.add("</g>");
  }

  private void rows(Markup svg) {
    for (double value : up.ticks().values()) {
      double y = y(value);
      svg.add("<path class=\"grid\" d=\"M%s %sH%s\"/>", LEFT, y, RIGHT);
      svg.add("<text class=\"end\" x=\"%s\" y=\"%s\">%s</text>", LEFT - 6, y + 4.5, label(value));
    }
    svg.add("<text class=\"name\" x=\"2\" y=\"14\">%s</text>", Brief.of(up.name(), LETTERS));
  }

  private static String label(double value) {
    return Ticks.shortLabel(value);
  }
}
