package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;

/** Leaves, backward passes and gradients. Only leaves have gradients that can be read. */
public final class Autograd {
  private Autograd() {}

  /** Makes an array a leaf that collects gradients. */
  public static void requireGradient(NDArray leaf) {
    leaf.setRequiresGradient(true);
  }

  /**
   * Adds d loss / d leaf to the gradient of every leaf that {@code loss} was computed from, and
   * frees the recorded graph.
   *
   * @param loss a single value, computed within {@link GradScope#enabled}
   */
  public static void backward(NDArray loss) {
    backward(loss, 1);
  }

  /**
   * The same for {@code factor} times the loss: every gradient comes out that many times larger.
   *
   * @param loss a single float32 or float64 value, computed within {@link GradScope#enabled}
   */
  public static void backward(NDArray loss, double factor) {
    Casts.requireFull(loss);
    try (NDArray seed = loss.onesLike()) {
      if (factor != 1) {
        InPlace.fill(seed, factor);
      }
      JniUtils.backward((PtNDArray) loss, (PtNDArray) seed, false, false);
    }
  }

  /**
   * Continues a backward pass from an intermediate result.
   *
   * @param output the intermediate result
   * @param gradient d loss / d output, of the same shape
   */
  public static void backward(NDArray output, NDArray gradient) {
    JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
  }

  /**
   * The gradient a leaf has collected, shared with the engine (later passes add to it); empty if no
   * pass has ever reached the leaf. After {@link #zeroGradient} it is there and zero, so whether a
   * leaf took part in a step is known from the path, not from here.
   *
   * @param scope manager that the returned array belongs to
   */
  public static Optional<NDArray> gradient(NDArray leaf, NDManager scope) {
    PtNDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
    if (gradient == null) {
      return Optional.empty();
    }
    gradient.attach(scope);
    return Optional.of(gradient);
  }

  /** Sets the collected gradient to zero; nothing happens if there is none. */
  public static void zeroGradient(NDArray leaf) {
    JniUtils.zeroGrad((PtNDArray) leaf);
  }
}
