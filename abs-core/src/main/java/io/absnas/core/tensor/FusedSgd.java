package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Stochastic gradient descent with momentum over many arrays in one call, in PyTorch's semantics: d
 * = clamp(gradient, -clip, clip) + decay w; v = momentum v + d; w = w - rate v, or with Nesterov w
 * = w - rate (d + momentum v). The velocity does not contain the rate. A velocity that starts at
 * zero equals PyTorch's first step.
 */
public final class FusedSgd {
  private FusedSgd() {}

  /**
   * What one update does.
   *
   * @param rate learning rate
   * @param momentum share of the old velocity
   * @param clip bound on the absolute value of gradient entries; negative for none
   * @param nesterov whether the look-ahead form is used
   * @param skipZeroGradients whether an array whose gradient is zero everywhere is left out: no
   *     decay, no momentum
   */
  public record Settings(
      double rate, double momentum, double clip, boolean nesterov, boolean skipZeroGradients) {
    /** Checks the numbers. */
    public Settings {
      if (!(rate >= 0) || !(momentum >= 0)) {
        throw new IllegalArgumentException(
            "rate and momentum must not be negative, were " + rate + " and " + momentum);
      }
    }
  }

  /**
   * Updates {@code values} and {@code velocities} in place; the gradients are overwritten. Values
   * and velocities are contiguous in memory. Without momentum the velocities stay as they are.
   *
   * @param decays weight decay per array: 0 or one other value
   * @return which arrays were updated, all unless zero gradients are skipped; empty if an entry of
   *     a gradient is not finite, and then nothing is changed
   */
  public static Optional<boolean[]> step(
      List<NDArray> values,
      List<NDArray> gradients,
      List<NDArray> velocities,
      double[] decays,
      Settings settings) {
    int count = values.size();
    if (gradients.size() != count || velocities.size() != count || decays.length != count) {
      throw new IllegalArgumentException(
          "%d values, %d gradients, %d velocities and %d decays do not match"
              .formatted(count, gradients.size(), velocities.size(), decays.length));
    }
    if (count == 0) {
      return Optional.of(new boolean[0]);
    }
    double decay = Arrays.stream(decays).max().orElse(0);
    boolean[] decayed = new boolean[count];
    for (int i = 0; i < count; i++) {
      decayed[i] = decays[i] != 0;
      if (decayed[i] && decays[i] != decay) {
        throw new IllegalArgumentException(
            "weight decays " + decay + " and " + decays[i] + " in one update");
      }
    }
    try (IValue results =
        TensorEngine.pack()
            .run(
                "sgd",
                tensors(values),
                tensors(gradients),
                tensors(velocities),
                IValue.listFrom(decayed),
                IValue.from(decay),
                IValue.from(settings.rate()),
                IValue.from(settings.momentum()),
                IValue.from(settings.clip()),
                IValue.from(settings.nesterov()),
                IValue.from(settings.skipZeroGradients()))) {
      boolean[] updated = first(results);
      return updated.length == 0 ? Optional.empty() : Optional.of(updated);
    }
  }

  /** The script returns the lists it changed as well, or its optimiser would drop the changes. */
  private static boolean[] first(IValue tuple) {
    IValue[] parts = tuple.toIValueTuple();
    try {
      return parts[0].toBooleanArray();
    } finally {
      for (IValue part : parts) {
        part.close();
      }
    }
  }

  private static IValue tensors(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }
}
