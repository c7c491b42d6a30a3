package io.absnas.search.derive;

import io.absnas.core.space.CellGraph;
import io.absnas.core.space.Genotype;
import java.util.List;
import java.util.Locale;

/** A derived cell in the language of Graphviz. */
final class CellDot {
  private CellDot() {}

  /** The drawing of a cell. */
  static String of(String title, List<Genotype.Input> inputs, List<Integer> concat) {
    StringBuilder dot = new StringBuilder();
    line(dot, "digraph cell {");
    line(dot, "  rankdir=LR; label=\"%s\"; labelloc=t; node [fontname=\"sans-serif\"];", title);
    line(dot, "  n0 [label=\"c_{k-2}\", shape=box];");
    line(dot, "  n1 [label=\"c_{k-1}\", shape=box];");
    for (int entry = 0; entry < inputs.size(); entry++) {
      int to = CellGraph.DARTS.inputs() + entry / Cells.EDGES_OF_A_NODE;
      if (entry % Cells.EDGES_OF_A_NODE == 0) {
        line(dot, "  n%d [label=\"%d\", shape=circle];", to, to);
      }
      Genotype.Input input = inputs.get(entry);
      line(dot, "  n%d -> n%d [label=\"%s\"];", input.from(), to, input.op().id());
    }
    line(dot, "  out [label=\"c_{k}\", shape=box];");
    for (int node : concat) {
      line(dot, "  n%d -> out [style=dashed];", node);
    }
    line(dot, "}");
    return dot.toString();
  }

  private static void line(StringBuilder dot, String format, Object... values) {
    dot.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
