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
    long size = this.shape.stream().reduce(1L, Math::multiplyExact);
    if (size * kind.bytes() != this.data.remaining()) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s needs %d bytes, has %d"
              .formatted(name, shape, size * kind.bytes(), this.data.remaining()));
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
    ByteBuffer view = bytes();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (kind) {
            case FLOAT32 -> view.getFloat();
            case FLOAT64 -> view.getDouble();
            case INT64 -> view.getLong();
            case UINT8 -> view.get() & 0xFF;
          };
    }
    return values;
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
