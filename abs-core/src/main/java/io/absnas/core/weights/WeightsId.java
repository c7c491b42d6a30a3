package io.absnas.core.weights;

import io.absnas.core.run.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The identity of a set of weights: SHA-256 over name, element type, shape and little-endian bytes
 * of every tensor, in the order of the names.
 */
public final class WeightsId {
  private WeightsId() {}

  /** 64 hexadecimal digits. */
  public static String of(NamedTensors weights) {
    List<HostTensor> tensors = new ArrayList<>(weights.tensors());
    tensors.sort(Comparator.comparing(HostTensor::name));
    List<InputStream> parts = new ArrayList<>();
    for (HostTensor tensor : tensors) {
      String head = tensor.name() + " " + tensor.kind() + " " + tensor.shape() + "\n";
      parts.add(new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)));
      parts.add(new BufferInputStream(tensor.bytes()));
    }
    try (InputStream all = new SequenceInputStream(Collections.enumeration(parts))) {
      return Sha256.of(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a buffer without a copy of it. */
  private static final class BufferInputStream extends InputStream {
    private final ByteBuffer bytes;

    BufferInputStream(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(length, bytes.remaining());
      bytes.get(target, offset, count);
      return count;
    }
  }
}
