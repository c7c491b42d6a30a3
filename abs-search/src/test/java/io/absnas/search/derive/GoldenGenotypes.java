package io.absnas.search.derive;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.SpaceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The cases of {@code darts-genotype.json}. */
final class GoldenGenotypes {
  static final List<CandidateOp> ALL = SpaceCatalog.find("darts").operations();
  private static final JsonNode FILE = GoldenFiles.json("darts-genotype.json");

  private GoldenGenotypes() {}

  static List<JsonNode> cases() {
    return list(FILE.path("cases"));
  }

  static List<JsonNode> progressive() {
    return list(FILE.path("progressive"));
  }

  static JsonNode named(String id) {
    return cases().stream().filter(one -> one.path("id").asText().equals(id)).findFirst().get();
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static Alphas alphas(JsonNode node, String normalOps, String reduceOps) {
    return new Alphas(
        new EdgeAlphas(ops(node.path(normalOps)), rows(node.path("alphas_normal"))),
        new EdgeAlphas(ops(node.path(reduceOps)), rows(node.path("alphas_reduce"))));
  }

  static Alphas alphas(JsonNode node) {
    return alphas(node, "operations", "operations");
  }

  static List<List<CandidateOp>> ops(JsonNode lists) {
    return list(lists).stream()
        .map(one -> list(one).stream().map(code -> ALL.get(code.intValue())).toList())
        .toList();
  }

  private static List<List<Double>> rows(JsonNode matrix) {
    List<List<Double>> rows = new ArrayList<>();
    for (JsonNode row : matrix) {
      rows.add(list(row).stream().map(JsonNode::doubleValue).toList());
    }
    return rows;
  }
}
