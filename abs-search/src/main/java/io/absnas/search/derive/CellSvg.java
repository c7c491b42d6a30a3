package io.absnas.search.derive;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CellGraph;
import io.absnas.core.space.Genotype;
import java.util.List;
import java.util.Locale;

/**
 * A derived cell as an SVG drawing. Every op has a row of its own and every node a column, so no
 * label lies on another: a line leaves its node downwards and turns into the row of the op that
 * reads it.
 */
final class CellSvg {
  private static final int ROW = 46;
  private static final int TOP = 84;
  private static final int BOX_WIDTH = 130;
  private static final int BOX_HEIGHT = 30;
  private static final int COLUMN = 230;
  private static final int FIRST_BOX = 170;
  private static final int INPUT_GAP = 70;
  private static final int RADIUS = 20;
  private static final int INPUT_Y = 48;
  private static final String STYLE =
      "text{font:13px sans-serif;text-anchor:middle;fill:#222}"
          + ".op{fill:#e8f0fe;stroke:#4a6fa5}.node{fill:#fff4d6;stroke:#a67c1a}"
          + ".in{fill:#dff3e0;stroke:#3b7d3f}.out{fill:#f8dfe3;stroke:#a03a4a}"
          + "path{fill:none;stroke:#666}";

  private final String title;
  private final List<Genotype.Input> inputs;
  private final List<Integer> concat;
  private final StringBuilder svg = new StringBuilder();

  private CellSvg(String title, List<Genotype.Input> inputs, List<Integer> concat) {
    this.title = requireNonNull(title, "title is null");
    this.inputs = inputs;
    this.concat = concat;
  }

  /** The drawing of a cell. */
  static String of(String title, List<Genotype.Input> inputs, List<Integer> concat) {
    return new CellSvg(title, inputs, concat).draw();
  }

  private String draw() {
    int nodes = inputs.size() / Cells.EDGES_OF_A_NODE;
    int width = outX() + 60;
    int height = TOP + inputs.size() * ROW + 12;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\">",
        width, height, width, height);
    line("<title>%s</title>", title);
    line("<style>%s</style>", STYLE);
    line(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\""
            + " markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8\"/></marker></defs>");
    line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, height);
    line("<text x=\"%d\" y=\"20\">%s</text>", width / 2, title);
    for (int entry = 0; entry < inputs.size(); entry++) {
      edge(entry);
    }
    for (int node : concat) {
      arrow("M%d %dH%d", x(node) + RADIUS, y(node), outX());
    }
    for (int entry = 0; entry < inputs.size(); entry++) {
      box(entry);
    }
    for (int node = 0; node < CellGraph.DARTS.inputs() + nodes; node++) {
      node(node);
    }
    line(
        "<rect class=\"out\" x=\"%d\" y=\"%d\" width=\"40\" height=\"%d\" rx=\"6\"/>",
        outX(), INPUT_Y - RADIUS, height - INPUT_Y + RADIUS - 12);
    line(
        "<text transform=\"translate(%d %d) rotate(90)\">output c_{k}</text>",
        outX() + 16, height / 2);
    line("</svg>");
    return svg.toString();
  }

  /** From the node that is read down to the op's row, through the op, to the node it feeds. */
  private void edge(int entry) {
    int from = inputs.get(entry).from();
    int to = CellGraph.DARTS.inputs() + entry / Cells.EDGES_OF_A_NODE;
    int row = rowY(entry);
    arrow("M%d %dV%dH%d", x(from), y(from) + RADIUS, row, boxX(entry));
    int slope = RADIUS * 7 / 10;
    int side = entry % Cells.EDGES_OF_A_NODE == 0 ? -slope : slope;
    arrow("M%d %dL%d %d", boxX(entry) + BOX_WIDTH, row, x(to) - slope, y(to) + side);
  }

  private void box(int entry) {
    int top = rowY(entry) - BOX_HEIGHT / 2;
    line(
        "<rect class=\"op\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
        boxX(entry), top, BOX_WIDTH, BOX_HEIGHT);
    line(
        "<text x=\"%d\" y=\"%d\">%s</text>",
        boxX(entry) + BOX_WIDTH / 2, rowY(entry) + 5, inputs.get(entry).op().id());
  }

  private void node(int node) {
    boolean input = node < CellGraph.DARTS.inputs();
    line(
        "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>",
        input ? "in" : "node", x(node), y(node), RADIUS);
    line("<text x=\"%d\" y=\"%d\">%s</text>", x(node), y(node) + 5, node);
    if (input) {
      line(
          "<text x=\"%d\" y=\"%d\">%s</text>",
          x(node), y(node) - RADIUS - 4, node == 0 ? "c_{k-2}" : "c_{k-1}");
    }
  }

  private static int rowY(int entry) {
    return TOP + entry * ROW + ROW / 2;
  }

  private static int boxX(int entry) {
    return FIRST_BOX + entry / Cells.EDGES_OF_A_NODE * COLUMN;
  }

  private static int x(int node) {
    int computed = node - CellGraph.DARTS.inputs();
    return computed < 0
        ? 40 + node * INPUT_GAP
        : FIRST_BOX + computed * COLUMN + BOX_WIDTH + COLUMN / 4;
  }

  private static int y(int node) {
    int computed = node - CellGraph.DARTS.inputs();
    return computed < 0 ? INPUT_Y : TOP + (computed * Cells.EDGES_OF_A_NODE + 1) * ROW;
  }

  private int outX() {
    return boxX(inputs.size());
  }

  private void arrow(String path, Object... values) {
    line("<path d=\"" + path + "\" marker-end=\"url(#tip)\"/>", values);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
