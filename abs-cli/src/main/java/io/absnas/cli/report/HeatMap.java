package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Values of candidate ops as coloured squares: a row for each choice, a column for each op. What is
 * marked has a frame and its number, so that it does not take colour to see it.
 *
 * @param label what it shows, for screen readers
 * @param rows names of the choices
 * @param columns ids of the candidate ops
 * @param cells the squares by choice and op; missing ones are left blank
 * @param scaled whether the values behind the colours mean something to readers
 */
record HeatMap(
    String label, List<String> rows, List<String> columns, Map<Key, Cell> cells, boolean scaled) {
  private static final int SHADES = 9;
  private static final double LETTER = 6.6;
  private static final double MOST_WIDE = 58;
  private static final double NEEDED_FOR_DIGITS = 34;
  private static final double ROW = 24;
  private static final double GAP = 1;
  private static final int MOST_LETTERS = 28;

  /** Position of a square. */
  record Key(String row, String column) {}

  /**
   * What a square shows.
   *
   * @param value decides the colour; not finite for a square without one
   * @param inside a few letters, shown where there is room
   * @param spoken what is told of it when it is pointed at or reached by keys
   * @param mark number of a marked square, 0 for a mark without number; absent if it is not marked
   */
  record Cell(double value, String inside, String spoken, OptionalInt mark) {
    Cell {
      requireNonNull(inside, "inside is null");
      requireNonNull(spoken, "spoken is null");
      requireNonNull(mark, "mark is null");
    }
  }

  HeatMap {
    requireNonNull(label, "label is null");
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    cells = Map.copyOf(cells);
  }

  /** The drawing. */
  Markup markup() {
    double[] values =
        cells.values().stream().mapToDouble(Cell::value).filter(Double::isFinite).toArray();
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    double left = 12 + LETTER * longest(rows);
    double top = 14 + LETTER * longest(columns);
    double column = Math.min(MOST_WIDE, (Frame.WIDTH - left) / Math.max(1, columns.size()));
    Markup svg = new Markup();
    double bottom = top + ROW * rows.size();
    Frame.open(svg, bottom + (scaled ? 34 : 4), label);
    svg.add("<g aria-hidden=\"true\">");
    for (int i = 0; i < columns.size(); i++) {
      svg.add(
          "<text transform=\"translate(%s %s) rotate(-90)\">%s</text>",
          left + column * (i + 0.5) + 4.5, top - 6, Brief.of(columns.get(i), MOST_LETTERS));
    }
    for (int i = 0; i < rows.size(); i++) {
      svg.add(
          "<text class=\"end\" x=\"%s\" y=\"%s\">%s</text>",
          left - 6, top + ROW * i + 16, Brief.of(rows.get(i), MOST_LETTERS));
    }
    svg.add("</g>\n<g data-columns=\"%s\">", columns.size());
    for (int row = 0; row < rows.size(); row++) {
      for (int i = 0; i < columns.size(); i++) {
        @Nullable Cell cell = cells.get(new Key(rows.get(row), columns.get(i)));
        if (cell != null) {
          double share = high > low ? (cell.value() - low) / (high - low) : 1;
          draw(svg, cell, share, left + column * i, top + ROW * row, column);
        }
      }
    }
    svg.add("</g>");
    if (scaled) {
      scale(svg, low, high, Math.max(left, 48), bottom + 12);
    }
    return svg.add("</svg>");
  }

  private static int longest(List<String> names) {
    int most = names.stream().mapToInt(String::length).max().orElse(0);
    return Math.min(most, MOST_LETTERS);
  }

  /** The colours from the smallest value to the largest. */
  private static void scale(Markup svg, double low, double high, double left, double y) {
    double width = 14;
    svg.add("<g class=\"keys\" aria-hidden=\"true\">");
    svg.add("<text class=\"end\" x=\"%s\" y=\"%s\">%s</text>", left - 6, y + 11, brief(low));
    for (int shade = 0; shade < SHADES; shade++) {
      svg.add(
          "<g class=\"q%s\"><rect class=\"square\" x=\"%s\" y=\"%s\" width=\"%s\""
              + " height=\"12\"/></g>",
          shade, left + width * shade, y, width);
    }
    svg.add(
        "<text x=\"%s\" y=\"%s\">%s</text></g>", left + width * SHADES + 6, y + 11, brief(high));
  }

  private static String brief(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static void draw(Markup svg, Cell cell, double share, double x, double y, double width) {
    svg.add(
        "<g class=\"pt %s\" tabindex=\"-1\" role=\"img\"><title>%s</title>",
        Double.isFinite(cell.value())
            ? "q" + (int) Math.min(SHADES - 1, Math.floor(share * SHADES))
            : "none",
        cell.spoken());
    svg.inline(
        "<rect class=\"square\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
        x + GAP, y + GAP, width - 2 * GAP, ROW - 2 * GAP);
    boolean digits = width >= NEEDED_FOR_DIGITS;
    if (cell.mark().isPresent()) {
      svg.inline(
          "<rect class=\"mark\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
          x + GAP + 1.5, y + GAP + 1.5, width - 2 * GAP - 3, ROW - 2 * GAP - 3);
    }
    String text =
        cell.mark().orElse(0) > 0 ? "×" + cell.mark().getAsInt() : digits ? cell.inside() : "";
    if (!text.isEmpty()) {
      svg.inline(
          "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>",
          cell.mark().isPresent() ? "mid bold" : "mid", x + width / 2, y + ROW / 2 + 4, text);
    }
    svg.add("</g>");
  }
}
