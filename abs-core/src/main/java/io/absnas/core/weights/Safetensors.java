package io.absnas.core.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors format: eight bytes with the length of a JSON header, the header, the data. Names
 * map to element type, shape and byte range; nothing in it can be executed.
 *
 * <p>See the description in the repository huggingface/safetensors.
 */
public final class Safetensors {
  private static final int MAX_HEADER_BYTES = 100_000_000;
  private static final int COPY_BYTES = 1 << 16;
  private static final Map<String, DataKind> KINDS =
      Map.of(
          "F32", DataKind.FLOAT32,
          "F64", DataKind.FLOAT64,
          "I64", DataKind.INT64,
          "U8", DataKind.UINT8,
          "BOOL", DataKind.UINT8);

  private Safetensors() {}

  /**
   * Reads a file; anything wrong with it is an {@link AbsException} with exit code 3 that names the
   * file. Data are mapped from the file, not copied: it may be replaced while the tensors are in
   * use, but not written over.
   */
  public static WeightFiles.Content read(Path file) {
    try {
      return map(file);
    } catch (IOException e) {
      throw new AbsException(ExitCode.INPUT, WeightFiles.line(file, e), e);
    }
  }

  /** Writes a file whole or not at all. */
  public static void write(Path file, NamedTensors tensors, Map<String, String> metadata)
      throws IOException {
    AtomicFiles.write(file, out -> write(out, tensors, metadata));
  }

  /**
   * Writes tensors and metadata; equal content gives equal bytes. Data lies by element size, widest
   * first, and starts at a multiple of eight, so every tensor is aligned. The stream stays open.
   */
  public static void write(OutputStream out, NamedTensors tensors, Map<String, String> metadata)
      throws IOException {
    List<HostTensor> byWidth = new ArrayList<>(tensors.tensors());
    byWidth.sort(Comparator.comparingInt((HostTensor tensor) -> tensor.kind().bytes()).reversed());
    byte[] header = header(tensors, byWidth, new TreeMap<>(metadata));
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    byte[] copy = new byte[COPY_BYTES];
    for (HostTensor tensor : byWidth) {
      ByteBuffer data = tensor.bytes();
      while (data.hasRemaining()) {
        int count = Math.min(copy.length, data.remaining());
        data.get(copy, 0, count);
        out.write(copy, 0, count);
      }
    }
  }

  private static byte[] header(
      NamedTensors tensors, List<HostTensor> byWidth, Map<String, String> metadata)
      throws IOException {
    Map<String, Long> begins = new HashMap<>();
    long next = 0;
    for (HostTensor tensor : byWidth) {
      begins.put(tensor.name(), next);
      next += tensor.bytes().remaining();
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      for (HostTensor tensor : tensors.tensors()) {
        writeEntry(json, tensor, begins.getOrDefault(tensor.name(), 0L));
      }
      json.writeEndObject();
    }
    while (text.size() % Long.BYTES != 0) {
      text.write(' ');
    }
    return text.toByteArray();
  }

  private static void writeEntry(JsonGenerator json, HostTensor tensor, long begin)
      throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", dtype(tensor.kind()));
    json.writeArrayFieldStart("shape");
    for (long dimension : tensor.shape()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data_offsets");
    json.writeNumber(begin);
    json.writeNumber(begin + tensor.bytes().remaining());
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String dtype(DataKind kind) {
    return switch (kind) {
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case INT64 -> "I64";
      case UINT8 -> "U8";
    };
  }

  private static WeightFiles.Content map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long dataStart = Long.BYTES + headerBytes(channel);
      ByteBuffer json = ByteBuffer.allocate((int) dataStart - Long.BYTES);
      readFully(channel, json, Long.BYTES);
      long dataBytes = channel.size() - dataStart;
      SafetensorsHeader header = SafetensorsHeader.parse(json.array(), dataBytes);
      // One mapping where it fits: a supernet has thousands of tensors.
      boolean oneMapping = dataBytes <= Integer.MAX_VALUE;
      ByteBuffer whole = channel.map(MapMode.READ_ONLY, dataStart, oneMapping ? dataBytes : 0);
      TensorCollector collector = new TensorCollector(file.toString());
      for (SafetensorsHeader.Entry entry : header.tensors()) {
        String name = collector.admit(entry.name());
        DataKind kind = KINDS.get(entry.dtype());
        long bytes = entry.end() - entry.begin();
        if (kind == null) {
          collector.addUnusable(name, "of type '" + TensorCollector.printable(entry.dtype()) + "'");
        } else if (bytes > Integer.MAX_VALUE) {
          throw new WeightFileException("tensor " + name + " is larger than 2 GiB");
        } else {
          ByteBuffer data =
              oneMapping
                  ? whole.slice((int) entry.begin(), (int) bytes)
                  : channel.map(MapMode.READ_ONLY, dataStart + entry.begin(), bytes);
          collector.add(new HostTensor(name, kind, entry.shape(), data));
        }
      }
      return new WeightFiles.Content(collector.collected(), header.metadata());
    }
  }

  private static long headerBytes(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + 1).order(ByteOrder.LITTLE_ENDIAN);
    if (channel.size() < start.capacity()) {
      throw new WeightFileException(
          "is " + channel.size() + " bytes long, too short for a safetensors file");
    }
    readFully(channel, start, 0);
    long bytes = start.getLong(0);
    if (bytes < 2 || bytes > MAX_HEADER_BYTES || start.get(Long.BYTES) != '{') {
      throw new WeightFileException("does not start like a safetensors file");
    }
    if (bytes > channel.size() - Long.BYTES) {
      throw new WeightFileException(
          "is cut short: its header takes %d bytes, the file has %d"
              .formatted(bytes, channel.size() - Long.BYTES));
    }
    return bytes;
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        throw new WeightFileException("became shorter while it was read");
      }
    }
  }
}
