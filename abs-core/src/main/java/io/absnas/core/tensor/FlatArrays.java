package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.OptionalInt;

/** Many arrays as one: a flat copy, views into it, comparison; outside autograd. */
public final class FlatArrays {
  private FlatArrays() {}

  /**
   * The values of all arrays one after another, each in row-major order.
   *
   * @param parts arrays of one type and device, at least one
   * @param scope manager that the result belongs to
   * @return (sum of sizes), a copy
   */
  public static NDArray concat(List<NDArray> parts, NDManager scope) {
    try (IValue result = TensorEngine.pack().run("flat", tensors(parts))) {
      return result.toTensor((PtNDManager) scope);
    }
  }

  /**
   * Views into a flat array with the shapes of other arrays, the inverse of {@link #concat}.
   *
   * @param flat (sum of sizes)
   * @param scope manager that the views belong to
   */
  public static List<NDArray> splitLike(NDArray flat, List<NDArray> like, NDManager scope) {
    try (IValue result =
        TensorEngine.pack().run("split_like", IValue.from((PtNDArray) flat), tensors(like))) {
      return List.of(result.toTensorArray((PtNDManager) scope));
    }
  }

  /**
   * The first pair of arrays whose values differ; two NaNs count as equal. Waits for the devices.
   *
   * @param ones arrays of one device
   * @param others as many arrays of the same shapes, maybe of another device
   * @return the index of the pair
   */
  public static OptionalInt firstDifference(List<NDArray> ones, List<NDArray> others) {
    if (ones.size() != others.size()) {
      throw new IllegalArgumentException(
          "%d arrays cannot be compared with %d".formatted(ones.size(), others.size()));
    }
    try (IValue result =
        TensorEngine.pack().run("first_difference", tensors(ones), tensors(others))) {
      int index = (int) result.toLong();
      return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
  }

  private static IValue tensors(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }
}
