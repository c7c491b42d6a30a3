package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Genotype;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cell as a drawing that is narrow enough for a phone: every node and every op has a row of its
 * own. A line leaves a node downwards, turns into the rows of the ops that read it, and comes back
 * on the right to the node that they feed.
 *
 * @param title which cell
 * @param inputs names of the nodes that come from outside
 * @param edges the ops, by the node they feed
 * @param output nodes whose outputs are put together
 * @param note what else a reader has to know, a sentence or nothing
 */
record CellDrawing(
    String title, List<String> inputs, List<Edge> edges, List<Integer> output, String note) {
  private static final Pattern PIECE = Pattern.compile("([a-z0-9_]+)~([0-9]{1,2})");
  private static final String NO_OP = "none";
  private static final double ROW = 31;
  private static final double LANE = 22;
  private static final double FIRST_LANE = 18;
  private static final double RADIUS = 11;
  private static final double BOX_LEFT = 168;
  private static final double BOX_WIDTH = 176;
  private static final double RETURN = 372;

  /** An op, the node it reads and the node it feeds. */
  record Edge(String op, int from, int to) {
    Edge {
      requireNonNull(op, "op is null");
    }
  }

  CellDrawing {
    requireNonNull(title, "title is null");
    inputs = List.copyOf(inputs);
    edges = List.copyOf(edges);
    output = List.copyOf(output);
    requireNonNull(note, "note is null");
  }

  /** The cell of an architecture in NAS-Bench-201's text form; empty for any other text. */
  static Optional<CellDrawing> of(String title, String architecture) {
    List<Edge> edges = new ArrayList<>();
    int node = 0;
    for (String group : architecture.split("\\+", -1)) {
      node++;
      for (String piece : group.split("\\|", -1)) {
        Matcher matcher = PIECE.matcher(piece);
        if (!piece.isEmpty()
            && (!matcher.matches() || Integer.parseInt(matcher.group(2)) >= node)) {
          return Optional.empty();
        }
        if (!piece.isEmpty() && !matcher.group(1).equals(NO_OP)) {
          edges.add(new Edge(matcher.group(1), Integer.parseInt(matcher.group(2)), node));
        }
      }
    }
    return architecture.contains("~")
        ? Optional.of(
            new CellDrawing(
                title,
                List.of("from the last cell"),
                edges,
                List.of(node),
                " Edges without an op are left out. " + architecture))
        : Optional.empty();
  }

  /** Both cells of a genotype. */
  static List<CellDrawing> of(Genotype genotype) {
    return List.of(
        of("Normal cell", genotype.normal(), genotype.normalConcat()),
        of("Reduction cell", genotype.reduce(), genotype.reduceConcat()));
  }

  private static CellDrawing of(
      String title, List<Genotype.Input> cell, List<Integer> concatenated) {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < cell.size(); i++) {
      edges.add(new Edge(cell.get(i).op().id(), cell.get(i).from(), 2 + i / 2));
    }
    return new CellDrawing(
        title,
        List.of("from the last cell but one", "from the last cell"),
        edges,
        concatenated,
        "");
  }

  Figure figure() {
    List<List<String>> rows = new ArrayList<>();
    edges.forEach(
        edge ->
            rows.add(List.of(edge.op(), String.valueOf(edge.from()), String.valueOf(edge.to()))));
    return new Figure(
        title,
        "Circles are nodes. The cell puts out "
            + output.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + (output.size() > 1 ? " together." : ".")
            + note,
        markup(),
        Legend.NONE,
        List.of(new Table(title, List.of("op", "reads node", "feeds node"), 1, rows)));
  }

  private Markup markup() {
    int last =
        IntStream.concat(
                edges.stream().mapToInt(Edge::to), output.stream().mapToInt(Integer::intValue))
            .max()
            .orElse(0);
    List<Double> nodeRows = new ArrayList<>();
    List<Double> edgeRows = new ArrayList<>();
    double y = ROW / 2;
    for (int node = 0; node <= last; node++) {
      for (Edge edge : edges) {
        if (edge.to() == node) {
          edgeRows.add(y);
          y += ROW;
        }
      }
      nodeRows.add(y);
      y += ROW;
    }
    Markup svg = new Markup();
    Frame.open(svg, y, title + ". " + edges.size() + " ops.");
    svg.add("<g aria-hidden=\"true\">");
    List<Edge> ordered = ordered(last);
    for (int i = 0; i < ordered.size(); i++) {
      wires(svg, ordered.get(i), edgeRows.get(i), nodeRows);
    }
    svg.add("</g><g>");
    int drawn = 0;
    for (int node = 0; node <= last; node++) {
      while (drawn < ordered.size() && ordered.get(drawn).to() == node) {
        box(svg, ordered.get(drawn), edgeRows.get(drawn));
        drawn++;
      }
      node(svg, node, nodeRows.get(node));
    }
    return svg.add("</g></svg>");
  }

  private List<Edge> ordered(int last) {
    List<Edge> ordered = new ArrayList<>();
    for (int node = 0; node <= last; node++) {
      for (Edge edge : edges) {
        if (edge.to() == node) {
          ordered.add(edge);
        }
      }
    }
    return ordered;
  }

  private static void wires(Markup svg, Edge edge, double row, List<Double> nodes) {
    double from = lane(edge.from());
    svg.add(
        "<path class=\"wire\" d=\"M%s %sV%sH%s\"/>",
        from, nodes.get(edge.from()) + RADIUS, row, BOX_LEFT - 5);
    svg.add("<path class=\"tip\" d=\"M%s %sl-7 -4v8z\"/>", BOX_LEFT, row);
    double node = nodes.get(edge.to());
    double head = lane(edge.to()) + RADIUS;
    svg.add(
        "<path class=\"wire\" d=\"M%s %sH%sV%sH%s\"/>",
        BOX_LEFT + BOX_WIDTH, row, RETURN, node, head + 5);
    svg.add("<path class=\"tip\" d=\"M%s %sl7 -4v8z\"/>", head, node);
  }

  private static void box(Markup svg, Edge edge, double row) {
    svg.inline(
        "<g class=\"pt op\" tabindex=\"-1\" role=\"img\"><title>%s reads node %s and feeds node %s"
            + "</title>",
        edge.op(), edge.from(), edge.to());
    svg.inline(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"24\" rx=\"5\"/>",
        BOX_LEFT, row - 12, BOX_WIDTH);
    svg.add(
        "<text class=\"mid\" x=\"%s\" y=\"%s\">%s</text></g>",
        BOX_LEFT + BOX_WIDTH / 2, row + 4.5, edge.op());
  }

  private void node(Markup svg, int node, double row) {
    boolean outside = node < inputs.size();
    svg.inline(
        "<g class=\"pt node\" tabindex=\"-1\" role=\"img\"><title>node %s%s</title>",
        node,
        outside ? ", " + inputs.get(node) : output.contains(node) ? ", part of the output" : "");
    svg.inline("<circle cx=\"%s\" cy=\"%s\" r=\"%s\"/>", lane(node), row, RADIUS);
    svg.inline("<text class=\"mid\" x=\"%s\" y=\"%s\">%s</text>", lane(node), row + 4.5, node);
    if (outside) {
      svg.inline(
          "<text x=\"%s\" y=\"%s\">%s</text>",
          lane(node) + RADIUS + 8, row + 4.5, inputs.get(node));
    }
    svg.add("</g>");
  }

  private static double lane(int node) {
    return FIRST_LANE + LANE * node;
  }
}
