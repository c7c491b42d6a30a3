package io.absnas.core.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Golden values from the class path; their origin stands in {@code golden/README.md}. */
public final class Golden {
  private Golden() {}

  /** A weight file below {@code golden/}. */
  public static NamedTensors weights(String name) {
    return content(name).tensors();
  }

  /** A weight file below {@code golden/} with what lies beside the tensors. */
  public static WeightFiles.Content content(String name) {
    return WeightFiles.content(path(name));
  }

  /** A file below {@code golden/}. */
  public static Path path(String name) {
    try {
      return Path.of(url(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a file below {@code golden/} holds, also where it lies in an archive. */
  public static byte[] bytes(String name) throws IOException {
    try (InputStream in = url(name).openStream()) {
      return in.readAllBytes();
    }
  }

  /** An array of whole numbers. */
  public static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToLong(JsonNode::longValue)
        .toArray();
  }

  /** An array of op codes as an architecture text. */
  public static String codes(JsonNode array) {
    StringBuilder text = new StringBuilder();
    array.forEach(code -> text.append(code.intValue()).append(' '));
    return text.toString().strip();
  }

  private static URL url(String name) {
    return Objects.requireNonNull(Golden.class.getResource("/golden/" + name), name);
  }
}
