package io.absnas.core.flops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** Golden files of the class path. */
final class GoldenJson {
  private GoldenJson() {}

  static JsonNode read(String name) throws IOException {
    try (InputStream in = GoldenJson.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IOException("golden file " + name + " is missing");
      }
      return new ObjectMapper().readTree(in);
    }
  }
}
