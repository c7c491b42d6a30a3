package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Differentiable conversions between float32 and half precision.
 *
 * <p>DJL knows no bfloat16: whatever makes an array like another, and its own conversions, end the
 * process. So half-precision arrays live within one forward pass of a network, see the operations
 * of {@link Ops} only, and {@link #raise} ends the pass; {@link #requireFull} guards the rest.
 */
public final class Casts {
  private Casts() {}

  /**
   * An activation in half precision, of the same memory layout; itself if mixed precision is off.
   */
  public static NDArray lower(NDArray x, MixedPrecision precision) {
    return switch (precision) {
      case OFF -> x;
      case BF16 -> cast("lower_bf16", x, x);
      case FP16 -> cast("lower_fp16", x, x);
    };
  }

  /**
   * An array of a network in half precision; a convolution's weight becomes channels last in
   * memory, as the activations are. Itself if mixed precision is off.
   *
   * @param beside whose manager the result belongs to
   */
  static NDArray lowerBeside(NDArray x, MixedPrecision precision, NDArray beside) {
    boolean maps = x.getShape().dimension() == 4;
    return switch (precision) {
      case OFF -> x;
      case BF16 -> cast(maps ? "lower_maps_bf16" : "lower_bf16", beside, x);
      case FP16 -> cast(maps ? "lower_maps_fp16" : "lower_fp16", beside, x);
    };
  }

  /** The values in float32. */
  static NDArray raise(NDArray x) {
    return TensorEngine.pack().differentiable("to_float32", x);
  }

  /**
   * The type of an array that leaves a forward pass.
   *
   * @throws IllegalArgumentException unless it is float32 or float64
   */
  static DataType requireFull(NDArray x) {
    return requireFull(x.getDataType()); // unknown for bfloat16
  }

  static DataType requireFull(DataType type) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException("element type must be float32 or float64, was " + type);
    }
    return type;
  }

  private static NDArray cast(String method, NDArray beside, NDArray x) {
    return TensorEngine.pack().differentiable(method, beside, x);
  }
}
