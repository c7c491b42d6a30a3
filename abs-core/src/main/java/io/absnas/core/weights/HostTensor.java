package io.absnas.core.weights;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A named array on the host, row-major. The buffer is shared, not copied: whoever makes a tensor
 * gives the buffer away and must not write to it afterwards.
 */
public final class HostTensor {
  private final String name;
  private final DataKind kind;
  private final List<Long> shape;
  private final ByteBuffer data;

  /** A tensor over little-endian data whose remaining bytes fit the shape exactly. */
  public HostTensor(String name, DataKind kind, List<Long> shape, ByteBuffer data) {
    this.name = requireNonNull(name, "name is null");
    this.kind = requireNonNull(kind, "kind is null");
    this.shape = List.copyOf(shape);
    this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
    this.data.order(ByteOrder.LITTLE_ENDIAN);
    long size = TensorShape.elements(this.shape);
    if (size < 0 || size * kind.bytes() != this.data.remaining()) {
      throw new IllegalArgumentException(
          "a %s tensor of shape %s does not fit %d bytes, tensor %s"
              .formatted(kind, shape, this.data.remaining(), name));
    }
  }

  /** A float32 tensor; the values are copied. */
  public static HostTensor of(String name, List<Long> shape, float[] values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return new HostTensor(name, DataKind.FLOAT32, shape, data);
  }

  /** A float64 tensor; the values are copied. */
  public static HostTensor of(String name, List<Long> shape, double[] values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Double.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return new HostTensor(name, DataKind.FLOAT64, shape, data);
  }

  /** State-dict name. */
  public String name() {
    return name;
  }

  /** Element type. */
  public DataKind kind() {
    return kind;
  }

  /** Dimensions; empty for a scalar. */
  public List<Long> shape() {
    return shape;
  }

  /** Number of elements. */
  public int size() {
    return data.remaining() / kind.bytes();
  }

  /** The little-endian bytes, a fresh read-only view. */
  public ByteBuffer bytes() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements widened to double; a copy. */
  public double[] doubles() {
    double[] values = new double[size()];
    read(0, values, values.length);
    return values;
  }

  /** Widens {@code count} elements from element {@code start} on into the front of an array. */
  public void read(int start, double[] into, int count) {
    ByteBuffer part =
        data.slice(start * kind.bytes(), count * kind.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    switch (kind) {
      case FLOAT32 -> {
        // Two plain loops: the copy is one move of memory and the widening becomes vector code.
        float[] floats = new float[count];
        part.asFloatBuffer().get(floats);
        for (int i = 0; i < count; i++) {
          into[i] = floats[i];
        }
      }
      case FLOAT64 -> part.asDoubleBuffer().get(into, 0, count);
      case INT64 -> {
        for (int i = 0; i < count; i++) {
          into[i] = part.getLong();
        }
      }
      case UINT8 -> {
        for (int i = 0; i < count; i++) {
          into[i] = part.get() & 0xFF;
        }
      }
    }
  }

  /** The elements of a float32 tensor; a copy. */
  public float[] floats() {
    if (kind != DataKind.FLOAT32) {
      throw new IllegalStateException("tensor " + name + " is " + kind + ", not FLOAT32");
    }
    float[] values = new float[size()];
    bytes().asFloatBuffer().get(values);
    return values;
  }
}
