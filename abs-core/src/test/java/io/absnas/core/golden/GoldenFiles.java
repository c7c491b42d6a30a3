package io.absnas.core.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.weights.DataKind;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Golden files on the class path, by their names below {@code golden/}. */
public final class GoldenFiles {
  private static final Pattern HEADER =
      Pattern.compile("'descr': '(<f4|<f8)', 'fortran_order': False, 'shape': \\(([^)]*)\\)");
  private static final int FIXED_HEADER_BYTES = 10;

  private GoldenFiles() {}

  /** A JSON file. */
  public static JsonNode json(String name) {
    try (InputStream in = open(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The float arrays of a NumPy archive, read without any code under test. */
  public static NamedTensors npz(String name) {
    List<HostTensor> tensors = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(open(name))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        tensors.add(tensor(entry.getName().replaceFirst("\\.npy$", ""), zip.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return NamedTensors.of(tensors);
  }

  /** Numbers of nested JSON arrays, row by row. */
  public static double[] numbers(JsonNode node) {
    List<Double> values = new ArrayList<>();
    collect(node, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> values) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, values));
    } else {
      values.add(node.asDouble());
    }
  }

  private static HostTensor tensor(String name, byte[] npy) {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = bytes.getShort(8);
    Matcher header = HEADER.matcher(new String(npy, FIXED_HEADER_BYTES, headerBytes, ISO_8859_1));
    if (!header.find()) {
      throw new IllegalArgumentException("array " + name + " is of an unexpected kind");
    }
    List<Long> shape = new ArrayList<>();
    for (String side : header.group(2).split(",", -1)) {
      if (!side.isBlank()) {
        shape.add(Long.valueOf(side.strip()));
      }
    }
    bytes.position(FIXED_HEADER_BYTES + headerBytes);
    DataKind kind = header.group(1).equals("<f4") ? DataKind.FLOAT32 : DataKind.FLOAT64;
    return new HostTensor(name, kind, shape, bytes);
  }

  private static InputStream open(String name) {
    InputStream in = GoldenFiles.class.getResourceAsStream("/golden/" + name);
    if (in == null) {
      throw new IllegalArgumentException("golden file " + name + " is not on the class path");
    }
    return in;
  }
}
