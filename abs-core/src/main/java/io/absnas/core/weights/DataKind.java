package io.absnas.core.weights;

/** Element types of named tensors. */
public enum DataKind {
  /** 32-bit floating point. */
  FLOAT32(4),
  /** 64-bit floating point. */
  FLOAT64(8),
  /** 64-bit integers: counters. */
  INT64(8),
  /** Bytes: images and masks. */
  UINT8(1);

  private final int bytes;

  DataKind(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements can be weights. */
  public boolean floating() {
    return this == FLOAT32 || this == FLOAT64;
  }
}
