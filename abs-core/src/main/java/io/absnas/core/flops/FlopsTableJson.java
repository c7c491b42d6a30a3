package io.absnas.core.flops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import java.util.ArrayList;
import java.util.List;

/** The lookup table as JSON: per layer, and as the reference's map from op and key to FLOPs. */
public final class FlopsTableJson {
  private static final String UNIT =
      "per image: bias-free convolution = multiply-accumulates; linear = (2*in-1)*out;"
          + " batch-norm, activation, pooling, residual add = 0; identity = 0";

  private FlopsTableJson() {}

  /** The table as text with indentation and a newline at its end. */
  public static String text(FlopsTable table) {
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(of(table))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of names and numbers is always JSON", e);
    }
  }

  /** The table with its space, counting rule, order of key parts and op codes. */
  public static ObjectNode of(FlopsTable table) {
    LayeredSpace space = table.space();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("space", space.id());
    json.put("unit", UNIT);
    List.of("inChannels", "outChannels", "inputHeight", "inputWidth", "stride")
        .forEach(json.putArray("keyOrder")::add);
    ObjectNode codes = json.putObject("opEncoding");
    for (CandidateOp op : space.operations()) {
      codes.put(Integer.toString(space.code(op)), op.id());
    }
    json.put("stemExpansionSurplus", table.stemExpansionSurplus());
    put(json.putObject("preProcessing"), preKey(space.shape()), table.preProcessing());
    put(json.putObject("postProcessing"), postKey(space.shape()), table.postProcessing());
    putLayers(json, table);
    putRaw(json.putObject("raw"), table);
    return json;
  }

  private static void put(ObjectNode json, List<Integer> key, Cost cost) {
    key.forEach(json.putArray("key")::add);
    json.put("flops", cost.tableFlops());
  }

  private static void putLayers(ObjectNode json, FlopsTable table) {
    LayeredSpace space = table.space();
    List<ObjectNode> layers = new ArrayList<>();
    for (LayerShape shape : space.shape().layers()) {
      int number = layers.size();
      ObjectNode layer = JsonNodeFactory.instance.objectNode();
      layer.put("layer", number);
      key(shape).forEach(layer.putArray("key")::add);
      layer.put("identityAllowed", space.ops(number).contains(Identity.LAYER));
      ObjectNode ops = layer.putObject("ops");
      for (CandidateOp op : blocks(space)) {
        ops.put(op.id(), table.entry(new EdgeOp(number, op)).tableFlops());
      }
      layers.add(layer);
    }
    json.putArray("layers").addAll(layers);
  }

  private static void putRaw(ObjectNode raw, FlopsTable table) {
    LayeredSpace space = table.space();
    raw.putObject("PreProcessing")
        .put(joined(preKey(space.shape())), table.preProcessing().tableFlops());
    for (CandidateOp op : blocks(space)) {
      ObjectNode entries = raw.putObject(op.id());
      List<LayerShape> layers = space.shape().layers();
      for (int i = 0; i < layers.size(); i++) {
        entries.put(joined(key(layers.get(i))), table.entry(new EdgeOp(i, op)).tableFlops());
      }
    }
    raw.putObject("PostProcessing")
        .put(joined(postKey(space.shape())), table.postProcessing().tableFlops());
  }

  private static List<CandidateOp> blocks(LayeredSpace space) {
    return space.operations().stream().filter(op -> op != Identity.LAYER).toList();
  }

  private static List<Integer> preKey(LayeredShape shape) {
    return key(
        new LayerShape(
            shape.inputChannels(), shape.stemWidth(), shape.inputSide(), shape.stemStride()));
  }

  private static List<Integer> postKey(LayeredShape shape) {
    LayerShape last = shape.lastLayer();
    return List.of(last.outChannels(), shape.headWidth(), last.outSide(), last.outSide(), 1);
  }

  private static List<Integer> key(LayerShape shape) {
    return List.of(
        shape.inChannels(), shape.outChannels(), shape.inSide(), shape.inSide(), shape.stride());
  }

  private static String joined(List<Integer> key) {
    return String.join(",", key.stream().map(String::valueOf).toList());
  }
}
