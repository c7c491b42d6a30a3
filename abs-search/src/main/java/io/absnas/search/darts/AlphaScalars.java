package io.absnas.search.darts;

import io.absnas.core.space.Alphas;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.EdgeAlphas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Architecture parameters as scalars of a run: {@code alpha/normal/2<-0/sep_conv_3x3}. */
final class AlphaScalars {
  private AlphaScalars() {}

  static Map<String, Double> of(Alphas alphas) {
    Map<String, Double> values = new LinkedHashMap<>();
    add("normal", alphas.normal(), values);
    add("reduce", alphas.reduce(), values);
    return values;
  }

  private static void add(String cell, EdgeAlphas alphas, Map<String, Double> values) {
    List<CellGraph.Edge> edges = CellGraph.DARTS.edges();
    for (int edge = 0; edge < edges.size(); edge++) {
      for (int column = 0; column < alphas.ops().get(edge).size(); column++) {
        String op = alphas.ops().get(edge).get(column).id();
        values.put(
            "alpha/" + cell + "/" + edges.get(edge).name() + "/" + op,
            alphas.rows().get(edge).get(column));
      }
    }
  }
}
