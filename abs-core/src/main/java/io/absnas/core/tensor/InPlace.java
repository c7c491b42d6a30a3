package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * Changes of an array's own values, outside autograd whatever the thread's mode is. Factors are
 * doubles also for float32 arrays, as in PyTorch. Nothing is left behind on any manager.
 */
public final class InPlace {
  private InPlace() {}

  /** target = source, converted to the target's type and device. */
  public static void copy(NDArray target, NDArray source) {
    run("copy", tensor(target), tensor(source));
  }

  /** The same for many arrays of one device in one call; neither list is empty. */
  public static void copy(List<NDArray> targets, List<NDArray> sources) {
    run("copy_all", tensors(targets), tensors(sources));
  }

  /** target = target + factor source. */
  public static void addScaled(NDArray target, NDArray source, double factor) {
    run("add_scaled", tensor(target), tensor(source), IValue.from(factor));
  }

  /** The same for many arrays of one type and device in one call; neither list is empty. */
  public static void addScaled(List<NDArray> targets, List<NDArray> sources, double factor) {
    run("add_scaled_all", tensors(targets), tensors(sources), IValue.from(factor));
  }

  /** target = factor target. */
  public static void scale(NDArray target, double factor) {
    run("scale", tensor(target), IValue.from(factor));
  }

  /** The same for many arrays of one device in one call. */
  public static void scale(List<NDArray> targets, double factor) {
    run("scale_all", tensors(targets), IValue.from(factor));
  }

  /** Every value below {@code low} becomes low, every value above {@code high} becomes high. */
  public static void clamp(NDArray target, double low, double high) {
    run("clamp", tensor(target), IValue.from(low), IValue.from(high));
  }

  /** Every value becomes {@code value}. */
  public static void fill(NDArray target, double value) {
    run("fill", tensor(target), IValue.from(value));
  }

  private static IValue tensor(NDArray array) {
    return IValue.from((PtNDArray) array);
  }

  private static IValue tensors(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  private static void run(String method, IValue... arguments) {
    TensorEngine.pack().run(method, arguments).close();
  }
}
