package io.absnas.core.space;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes definitions in the form that {@link SpaceReader} reads. */
final class SpaceWriter {
  private SpaceWriter() {}

  static ObjectNode write(SpaceDefinition definition) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", definition.id());
    json.put("kind", definition instanceof LayeredDefinition ? "layered" : "cell");
    json.put("description", definition.description());
    if (definition instanceof LayeredDefinition layered) {
      write(layered, json);
    } else {
      write((CellDefinition) definition, json);
    }
    return json;
  }

  private static void write(LayeredDefinition definition, ObjectNode json) {
    json.put("input", definition.input());
    json.put("image-channels", definition.imageChannels());
    json.put("classes", definition.classes());
    json.putObject("stem")
        .put("width", definition.stem().width())
        .put("stride", definition.stem().stride());
    json.put("first-width", definition.firstWidth());
    ArrayNode stages = json.putArray("stages");
    for (Stage stage : definition.stages()) {
      stages
          .addObject()
          .put("width", stage.width())
          .put("repeats", stage.repeats())
          .put("stride", stage.stride());
    }
    json.put("head-width", definition.headWidth());
    json.put("table-counts-stem-expansion", definition.countsStemExpansion());
    names(definition.operations(), json.putArray("operations"));
    if (!definition.layers().isEmpty()) {
      ObjectNode layers = json.putObject("layers");
      definition.layers().keySet().stream()
          .sorted()
          .forEach(
              layer ->
                  names(
                      definition.layers().getOrDefault(layer, List.of()),
                      layers.putArray(Integer.toString(layer))));
    }
  }

  private static void write(CellDefinition definition, ObjectNode json) {
    json.put("network", SpaceReader.networkName(definition.macro().kind()));
    json.put("channels", definition.macro().channels());
    json.put("cells", definition.macro().cells());
    json.put("classes", definition.macro().classes());
    json.put("input", definition.macro().inputSide());
    names(definition.operations(), json.putArray("operations"));
    if (!definition.edges().isEmpty()) {
      ObjectNode edges = json.putObject("edges");
      definition.edges().keySet().stream()
          .sorted()
          .forEach(
              edge ->
                  names(definition.edges().getOrDefault(edge, List.of()), edges.putArray(edge)));
    }
  }

  static void names(List<CandidateOp> ops, ArrayNode array) {
    ops.forEach(op -> array.add(op.id()));
  }
}
