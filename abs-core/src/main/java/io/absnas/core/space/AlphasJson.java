package io.absnas.core.space;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.run.StrictJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The JSON form of architecture parameters, described in docs/file-formats.md. */
final class AlphasJson {
  private static final String OPERATIONS = "operations";
  private static final String NORMAL = "alphas_normal";
  private static final String REDUCE = "alphas_reduce";
  private static final String OPERATIONS_NORMAL = "operations_normal";
  private static final String OPERATIONS_REDUCE = "operations_reduce";
  private static final List<String> KEYS =
      List.of(OPERATIONS, OPERATIONS_NORMAL, OPERATIONS_REDUCE, NORMAL, REDUCE);
  private static final List<CandidateOp> ALL = SpaceCatalog.find("darts").operations();

  private AlphasJson() {}

  static Alphas read(Path file) {
    StrictNode root = StrictNode.read(file);
    root.allowKeys(KEYS);
    Alphas alphas =
        new Alphas(
            cell(root, NORMAL, operations(root, OPERATIONS_NORMAL)),
            cell(root, REDUCE, operations(root, OPERATIONS_REDUCE)));
    alphas
        .problem()
        .ifPresent(
            problem -> {
              throw root.fail(problem);
            });
    return alphas;
  }

  /** The list of one kind of cell, or that of both kinds. */
  private static Optional<StrictNode> operations(StrictNode root, String own) {
    Optional<StrictNode> both = root.find(OPERATIONS);
    Optional<StrictNode> one = root.find(own);
    if (both.isPresent() && one.isPresent()) {
      throw one.get().fail("goes without " + OPERATIONS);
    }
    return one.or(() -> both);
  }

  private static EdgeAlphas cell(StrictNode root, String key, Optional<StrictNode> operations) {
    List<List<CandidateOp>> ops =
        operations
            .map(AlphasJson::lists)
            .orElseGet(() -> Collections.nCopies(EdgeAlphas.EDGES, ALL));
    StrictNode matrix = root.get(key);
    List<List<Double>> rows = new ArrayList<>();
    for (StrictNode row : edges(matrix)) {
      int wanted = ops.get(rows.size()).size();
      List<StrictNode> items = row.items();
      if (items.size() != wanted) {
        throw row.fail(
            "has %d numbers, the edge has %d ops%s"
                .formatted(items.size(), wanted, operations.isPresent() ? "" : " (all of them)"));
      }
      rows.add(items.stream().map(AlphasJson::number).toList());
    }
    return new EdgeAlphas(ops, rows);
  }

  private static double number(StrictNode node) {
    return node.decimal(-Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static List<List<CandidateOp>> lists(StrictNode operations) {
    List<List<CandidateOp>> ops = new ArrayList<>();
    for (StrictNode list : edges(operations)) {
      List<CandidateOp> edge = new ArrayList<>();
      int last = -1;
      for (StrictNode item : list.items()) {
        int code = item.integer(0, ALL.size() - 1);
        if (code <= last) {
          throw item.fail("is " + code + " after " + last + ", op codes must ascend");
        }
        last = code;
        edge.add(ALL.get(code));
      }
      ops.add(List.copyOf(edge));
    }
    return ops;
  }

  private static List<StrictNode> edges(StrictNode node) {
    List<StrictNode> edges = node.items();
    if (edges.size() != EdgeAlphas.EDGES) {
      throw node.fail(
          "has " + edges.size() + " entries, a DARTS cell has " + EdgeAlphas.EDGES + " edges");
    }
    return edges;
  }

  static String text(Alphas alphas) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (alphas.normal().ops().equals(alphas.reduce().ops())) {
      codes(alphas.normal(), json.putArray(OPERATIONS));
    } else {
      codes(alphas.normal(), json.putArray(OPERATIONS_NORMAL));
      codes(alphas.reduce(), json.putArray(OPERATIONS_REDUCE));
    }
    rows(alphas.normal(), json.putArray(NORMAL));
    rows(alphas.reduce(), json.putArray(REDUCE));
    return StrictJson.text(json);
  }

  private static void codes(EdgeAlphas cell, ArrayNode array) {
    for (List<CandidateOp> ops : cell.ops()) {
      ArrayNode list = array.addArray();
      ops.forEach(op -> list.add(ALL.indexOf(op)));
    }
  }

  private static void rows(EdgeAlphas cell, ArrayNode array) {
    for (List<Double> row : cell.rows()) {
      ArrayNode list = array.addArray();
      row.forEach(list::add);
    }
  }
}
