package io.absnas.core.weights;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Element types of PyTorch's storages. Those that this toolkit does not compute in are widened on
 * reading, which loses nothing.
 */
enum TorchType {
  FLOAT64("DoubleStorage", Double.BYTES, DataKind.FLOAT64),
  FLOAT32("FloatStorage", Float.BYTES, DataKind.FLOAT32),
  FLOAT16("HalfStorage", Short.BYTES, DataKind.FLOAT32),
  BFLOAT16("BFloat16Storage", Short.BYTES, DataKind.FLOAT32),
  INT64("LongStorage", Long.BYTES, DataKind.INT64),
  INT32("IntStorage", Integer.BYTES, DataKind.INT64),
  INT16("ShortStorage", Short.BYTES, DataKind.INT64),
  INT8("CharStorage", Byte.BYTES, DataKind.INT64),
  UINT8("ByteStorage", Byte.BYTES, DataKind.UINT8),
  BOOL("BoolStorage", Byte.BYTES, DataKind.UINT8);

  private static final int HALF_FRACTION_BITS = 10;
  private static final int HALF_EXPONENTS = 0x1f;
  private static final int HALF_BIAS = 15;

  private final String storage;
  private final int bytes;
  private final DataKind kind;

  TorchType(String storage, int bytes, DataKind kind) {
    this.storage = storage;
    this.bytes = bytes;
    this.kind = kind;
  }

  /** The type of a storage class of the module torch. */
  static Optional<TorchType> ofStorage(String name) {
    for (TorchType type : values()) {
      if (type.storage.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Bytes of one element in the file. */
  int bytes() {
    return bytes;
  }

  /** The type that elements have when they have been read. */
  DataKind kind() {
    return kind;
  }

  /** Whether elements are taken as they are. */
  boolean unchanged() {
    return bytes == kind.bytes();
  }

  /** Copies one element of a little-endian storage to a little-endian buffer of {@link #kind}. */
  void copy(ByteBuffer from, long element, ByteBuffer to) {
    int at = (int) (element * bytes);
    switch (this) {
      case FLOAT64, INT64 -> to.putLong(from.getLong(at));
      case FLOAT32 -> to.putInt(from.getInt(at));
      case FLOAT16 -> to.putFloat(half(from.getShort(at)));
      case BFLOAT16 -> to.putInt(from.getShort(at) << Short.SIZE);
      case INT32 -> to.putLong(from.getInt(at));
      case INT16 -> to.putLong(from.getShort(at));
      case INT8 -> to.putLong(from.get(at));
      case UINT8, BOOL -> to.put(from.get(at));
    }
  }

  /** IEEE 754 binary16; a sign, five bits of exponent, ten of fraction. */
  static float half(short bits) {
    int exponent = bits >> HALF_FRACTION_BITS & HALF_EXPONENTS;
    int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
    float magnitude;
    if (exponent == HALF_EXPONENTS) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS);
    } else {
      float significand = fraction + (1 << HALF_FRACTION_BITS);
      magnitude = Math.scalb(significand, exponent - HALF_BIAS - HALF_FRACTION_BITS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
