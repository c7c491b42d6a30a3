package io.absnas.core.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked against the bytes that follow it: every byte of
 * the data belongs to exactly one tensor.
 *
 * @param tensors in header order
 * @param metadata the free text entries, sorted by nobody
 */
record SafetensorsHeader(List<Entry> tensors, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final int MAX_DIMENSIONS = 32;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Bytes per element of every type that the format knows. */
  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("F32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("I64", 8),
          Map.entry("I32", 4),
          Map.entry("I16", 2),
          Map.entry("I8", 1),
          Map.entry("U64", 8),
          Map.entry("U32", 4),
          Map.entry("U16", 2),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  /**
   * One tensor.
   *
   * @param name state-dict name as it stands in the file
   * @param dtype the format's name of the element type
   * @param shape dimensions
   * @param begin first byte, counted from the end of the header
   * @param end byte after the last
   */
  record Entry(String name, String dtype, List<Long> shape, long begin, long end) {
    Entry {
      shape = List.copyOf(shape);
    }
  }

  SafetensorsHeader {
    tensors = List.copyOf(tensors);
    metadata = Map.copyOf(metadata);
  }

  static SafetensorsHeader parse(byte[] json, long dataBytes) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new WeightFileException(
          "has a header that is not valid JSON: "
              + TensorCollector.printable(e.getOriginalMessage()));
    }
    if (!root.isObject()) {
      throw new WeightFileException("has a header that is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        metadata.putAll(metadata(field.getValue()));
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    checkCover(entries, dataBytes);
    return new SafetensorsHeader(entries, metadata);
  }

  private static Map<String, String> metadata(JsonNode node) throws WeightFileException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      texts.put(field.getKey(), field.getValue().asText());
    }
    boolean onlyTexts = node.valueStream().allMatch(JsonNode::isTextual);
    if (!node.isObject() || !onlyTexts) {
      throw new WeightFileException("has metadata that is not a map of texts");
    }
    return texts;
  }

  private static Entry entry(String name, JsonNode node) throws WeightFileException {
    JsonNode dtype = node.path("dtype");
    JsonNode shape = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (node.size() != 3 || !dtype.isTextual() || !shape.isArray() || offsets.size() != 2) {
      throw wrong(name, "needs exactly a dtype, a shape and two data_offsets");
    }
    if (shape.size() > MAX_DIMENSIONS) {
      throw wrong(name, "has " + shape.size() + " dimensions, at most 32 are allowed");
    }
    List<Long> dimensions = new ArrayList<>();
    for (JsonNode dimension : shape) {
      dimensions.add(natural(name, dimension));
    }
    long begin = natural(name, offsets.path(0));
    long end = natural(name, offsets.path(1));
    Integer bytes = ELEMENT_BYTES.get(dtype.textValue());
    long elements = TensorShape.elements(dimensions);
    if (bytes != null && (elements < 0 || elements * bytes != end - begin)) {
      throw wrong(
          name,
          "has shape %s of %s, but %d bytes of data"
              .formatted(dimensions, dtype.textValue(), end - begin));
    }
    return new Entry(name, dtype.textValue(), dimensions, begin, end);
  }

  private static long natural(String name, JsonNode node) throws WeightFileException {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw wrong(name, "has a shape or offset that is not a whole number of at least 0");
    }
    return node.longValue();
  }

  private static void checkCover(List<Entry> entries, long dataBytes) throws WeightFileException {
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    for (Entry entry : ordered) {
      if (entry.end() < entry.begin() || entry.end() > dataBytes) {
        throw wrong(
            entry.name(),
            "has bytes %d to %d, but the file holds %d bytes of data"
                .formatted(entry.begin(), entry.end(), dataBytes));
      }
      if (entry.begin() != covered) {
        throw wrong(
            entry.name(),
            "begins at byte %d, but the tensor before it ends at %d"
                .formatted(entry.begin(), covered));
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new WeightFileException(
          "holds %d bytes of data, its header speaks of %d".formatted(dataBytes, covered));
    }
  }

  private static WeightFileException wrong(String name, String problem) {
    return new WeightFileException("tensor " + TensorCollector.printable(name) + " " + problem);
  }
}
