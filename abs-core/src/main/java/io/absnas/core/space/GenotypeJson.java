package io.absnas.core.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The JSON form of genotypes. */
final class GenotypeJson {
  private GenotypeJson() {}

  static JsonNode of(Genotype genotype) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    write(genotype.normal(), json.putArray("normal"));
    genotype.normalConcat().forEach(json.putArray("normal_concat")::add);
    write(genotype.reduce(), json.putArray("reduce"));
    genotype.reduceConcat().forEach(json.putArray("reduce_concat")::add);
    return json;
  }

  private static void write(List<Genotype.Input> inputs, ArrayNode array) {
    for (Genotype.Input input : inputs) {
      array.addArray().add(input.op().id()).add(input.from());
    }
  }

  static Genotype parse(JsonNode json) {
    return new Genotype(
        inputs(json, "normal"),
        nodes(json, "normal_concat"),
        inputs(json, "reduce"),
        nodes(json, "reduce_concat"));
  }

  private static List<Genotype.Input> inputs(JsonNode json, String key) {
    List<Genotype.Input> inputs = new ArrayList<>();
    for (JsonNode pair : list(json, key)) {
      if (pair.size() != 2 || !pair.path(0).isTextual() || !isNumber(pair.path(1))) {
        throw new IllegalArgumentException(
            key + " must hold [op name, node number] pairs, has " + pair);
      }
      inputs.add(
          new Genotype.Input(CandidateOp.parse(pair.get(0).textValue()), pair.get(1).intValue()));
    }
    return inputs;
  }

  private static List<Integer> nodes(JsonNode json, String key) {
    List<Integer> nodes = new ArrayList<>();
    for (JsonNode node : list(json, key)) {
      if (!isNumber(node)) {
        throw new IllegalArgumentException(key + " must hold node numbers, has " + node);
      }
      nodes.add(node.intValue());
    }
    return nodes;
  }

  /** Readers of files keep whole numbers as longs. */
  private static boolean isNumber(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt();
  }

  private static JsonNode list(JsonNode json, String key) {
    JsonNode list = json.path(key);
    if (!list.isArray()) {
      throw new IllegalArgumentException("genotype needs a list under " + key);
    }
    return list;
  }
}
