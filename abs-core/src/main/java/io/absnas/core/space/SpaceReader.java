package io.absnas.core.space;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads space files; every failure is one line of {@link ExitCode#INPUT} with file and place. */
final class SpaceReader {
  private static final Pattern ID =
      Pattern.compile(
          "[a-z0-9][a-z0-9@._-]*(,[a-z]+=[0-9.]+(E-?[0-9]+)?)*", Pattern.CASE_INSENSITIVE);
  private static final List<String> LAYERED_KEYS =
      List.of(
          "id",
          "kind",
          "description",
          "input",
          "image-channels",
          "classes",
          "stem",
          "first-width",
          "stages",
          "head-width",
          "table-counts-stem-expansion",
          "operations",
          "layers");
  private static final List<String> CELL_KEYS =
      List.of(
          "id",
          "kind",
          "description",
          "network",
          "channels",
          "cells",
          "classes",
          "input",
          "operations",
          "edges");
  private static final Map<String, CellMacro.Kind> NETWORKS =
      new TreeMap<>(
          Map.of(
              "nasbench201", CellMacro.Kind.NASBENCH201,
              "darts-cifar", CellMacro.Kind.DARTS_CIFAR,
              "darts-imagenet", CellMacro.Kind.DARTS_IMAGENET));

  private SpaceReader() {}

  static SpaceDefinition read(StrictNode root) {
    StrictNode kind = root.get("kind");
    return switch (kind.text()) {
      case "layered" -> layered(root);
      case "cell" -> cell(root);
      default -> throw kind.fail("is " + kind.shown() + ", must be layered or cell");
    };
  }

  /** The name under which a file writes a network. */
  static String networkName(CellMacro.Kind kind) {
    return NETWORKS.entrySet().stream()
        .filter(entry -> entry.getValue() == kind)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static LayeredDefinition layered(StrictNode root) {
    root.allowKeys(LAYERED_KEYS);
    StrictNode stem = root.get("stem");
    stem.allowKeys(List.of("width", "stride"));
    LayeredDefinition plain =
        new LayeredDefinition(
            id(root),
            description(root),
            root.get("input").integer(1, LayerShape.MOST_SIDE),
            root.find("image-channels")
                .map(node -> node.integer(1, LayerShape.MOST_CHANNELS))
                .orElse(3),
            root.get("classes").integer(2, LayeredShape.MOST_FEATURES),
            new Stage(
                stem.get("width").integer(1, LayerShape.MOST_CHANNELS),
                1,
                stem.get("stride").integer(1, 2)),
            root.get("first-width").integer(1, LayerShape.MOST_CHANNELS),
            stages(root),
            root.get("head-width").integer(1, LayeredShape.MOST_FEATURES),
            root.find("table-counts-stem-expansion").map(StrictNode::truth).orElse(false),
            operations(root.get("operations"), "layered"),
            Map.of());
    checkSides(plain, root);
    return root.find("layers").map(node -> withLayers(plain, node)).orElse(plain);
  }

  private static List<Stage> stages(StrictNode root) {
    List<Stage> stages = new ArrayList<>();
    for (StrictNode node : root.get("stages").items()) {
      node.allowKeys(List.of("width", "repeats", "stride"));
      stages.add(
          new Stage(
              node.get("width").integer(1, LayerShape.MOST_CHANNELS),
              node.get("repeats").integer(1, 1000),
              node.get("stride").integer(1, 2)));
    }
    return stages;
  }

  private static void checkSides(LayeredDefinition plain, StrictNode root) {
    checkSide(plain.input(), plain.stem().stride(), root.get("stem").get("stride"));
    int side = plain.input() / plain.stem().stride();
    List<StrictNode> nodes = root.get("stages").items();
    for (int i = 0; i < nodes.size(); i++) {
      int stride = plain.stages().get(i).stride();
      checkSide(side, stride, nodes.get(i).get("stride"));
      side /= stride;
    }
  }

  private static void checkSide(int side, int stride, StrictNode node) {
    if (side % stride != 0) {
      throw node.fail(
          "is " + stride + ", but the map there has side " + side + "; it must be divisible");
    }
  }

  private static LayeredDefinition withLayers(LayeredDefinition plain, StrictNode node) {
    List<LayerShape> shapes = plain.build().shape().layers();
    Map<Integer, List<CandidateOp>> layers = new TreeMap<>();
    for (String key : node.keys()) {
      StrictNode list = node.get(key);
      int layer = layerNumber(key, shapes.size(), list);
      List<CandidateOp> ops = offered(list, plain.operations());
      if (ops.contains(Identity.LAYER) && !shapes.get(layer).keepsShape()) {
        throw list.fail("lists identity, but layer " + layer + " changes the shape");
      }
      layers.put(layer, ops);
    }
    return new LayeredDefinition(
        plain.id(),
        plain.description(),
        plain.input(),
        plain.imageChannels(),
        plain.classes(),
        plain.stem(),
        plain.firstWidth(),
        plain.stages(),
        plain.headWidth(),
        plain.countsStemExpansion(),
        plain.operations(),
        layers);
  }

  private static int layerNumber(String key, int layers, StrictNode node) {
    for (int layer = 0; layer < layers; layer++) {
      if (key.equals(Integer.toString(layer))) {
        return layer;
      }
    }
    throw node.fail("is no layer; layers are 0 to " + (layers - 1));
  }

  private static CellDefinition cell(StrictNode root) {
    root.allowKeys(CELL_KEYS);
    StrictNode network = root.get("network");
    CellMacro.Kind kind =
        Optional.ofNullable(NETWORKS.get(network.text()))
            .orElseThrow(
                () ->
                    network.fail(
                        "is "
                            + network.shown()
                            + ", must be one of "
                            + String.join(", ", NETWORKS.keySet())));
    StrictNode input = root.get("input");
    int divisor = CellDefinition.sideDivisor(kind);
    if (input.integer(1, CellMacro.MOST_SIDE) % divisor != 0) {
      throw input.fail("is " + input.shown() + ", must be a multiple of " + divisor);
    }
    CellMacro macro =
        new CellMacro(
            kind,
            root.get("channels").integer(1, CellMacro.MOST_CHANNELS),
            root.get("cells").integer(CellDefinition.leastCells(kind), CellMacro.MOST_CELLS),
            root.get("classes").integer(2, LayeredShape.MOST_FEATURES),
            input.integer(1, CellMacro.MOST_SIDE));
    List<CandidateOp> operations = operations(root.get("operations"), network.text());
    Map<String, List<CandidateOp>> edges = new TreeMap<>();
    List<String> names =
        CellDefinition.graph(kind).edges().stream().map(CellGraph.Edge::name).toList();
    root.find("edges")
        .ifPresent(
            node -> {
              node.allowKeys(names);
              node.keys().forEach(key -> edges.put(key, offered(node.get(key), operations)));
            });
    return new CellDefinition(id(root), description(root), macro, operations, edges);
  }

  private static String id(StrictNode root) {
    StrictNode id = root.get("id");
    if (!ID.matcher(id.text()).matches()) {
      throw id.fail("is " + id.shown() + ", must be letters, digits and @ . _ -");
    }
    return id.text();
  }

  private static String description(StrictNode root) {
    return root.find("description").map(StrictNode::text).orElse("");
  }

  private static List<CandidateOp> operations(StrictNode list, String network) {
    List<CandidateOp> operations = new ArrayList<>();
    for (StrictNode node : list.items()) {
      CandidateOp op = OpNames.op(node);
      if (!OpNames.fits(op, network)) {
        throw node.fail("is " + node.shown() + ", which a " + network + " space cannot hold");
      }
      if (operations.contains(op)) {
        throw node.fail("is " + node.shown() + ", which the list has already");
      }
      if (operations.contains(Identity.LAYER)) {
        throw node.fail("is " + node.shown() + ", but identity must be the last operation");
      }
      operations.add(op);
    }
    if (operations.equals(List.of(Identity.LAYER))) {
      throw list.fail("has identity alone, but the first layer of a stage needs a block");
    }
    return operations;
  }

  /** A list of ops at one choice: known, offered by the space, in its order, each once. */
  static List<CandidateOp> offered(StrictNode list, List<CandidateOp> operations) {
    List<CandidateOp> ops = new ArrayList<>();
    int last = -1;
    for (StrictNode node : list.items()) {
      CandidateOp op = OpNames.op(node, operations);
      int position = operations.indexOf(op);
      if (position <= last) {
        throw node.fail("is " + node.shown() + ", which stands twice or out of order");
      }
      last = position;
      ops.add(op);
    }
    return ops;
  }

  /** Turns a geometry that does not work out into one line about the space. */
  static AbsException invalid(String space, IllegalArgumentException e) {
    return new AbsException(ExitCode.USAGE, "space " + space + ": " + e.getMessage(), e);
  }
}
