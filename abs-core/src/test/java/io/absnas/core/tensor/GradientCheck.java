package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;

/**
 * Compares gradients with central finite differences in float64. The loss is a fixed weighted sum
 * of the function's output, so that every output counts differently.
 */
public final class GradientCheck {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-6;

  /** Rounding of a loss of about 10 over the step: differences know no smaller gradients. */
  private static final double SMALLEST = 5e-3;

  private GradientCheck() {}

  /**
   * Fails unless every leaf's gradient agrees to 1e-6 of its largest entry.
   *
   * @param leaves float64 arrays that the function reads
   * @param function makes the output on the given step manager; must not depend on earlier calls
   */
  public static void check(
      NDManager manager, List<NDArray> leaves, Function<NDManager, NDArray> function) {
    for (NDArray leaf : leaves) {
      Autograd.requireGradient(leaf);
    }
    try (NDManager step = Scopes.step(manager)) {
      Autograd.backward(GradScope.recorded(() -> loss(function.apply(step), step)));
    }
    for (int i = 0; i < leaves.size(); i++) {
      double[] analytic = gradient(manager, leaves.get(i));
      double[] numeric = differences(manager, leaves.get(i), function);
      assertThat(largestDifference(analytic, numeric))
          .as("leaf %s of shape %s", i, leaves.get(i).getShape())
          .isLessThanOrEqualTo(TOLERANCE * Math.max(largest(numeric), SMALLEST));
    }
  }

  /** Distinct values without ties: entry i is sin(1 + 3 i) times the scale. */
  public static NDArray values(NDManager manager, double scale, long... shape) {
    Shape dimensions = new Shape(shape);
    double[] values = new double[(int) dimensions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * Math.sin(1 + 3.0 * i);
    }
    return HostCopies.create(manager, values, dimensions, DataType.FLOAT64);
  }

  private static double[] gradient(NDManager manager, NDArray leaf) {
    try (NDArray gradient = Autograd.gradient(leaf, manager).orElseThrow()) {
      double[] values = HostCopies.doubles(gradient);
      Autograd.zeroGradient(leaf);
      return values;
    }
  }

  private static double[] differences(
      NDManager manager, NDArray leaf, Function<NDManager, NDArray> function) {
    double[] original = HostCopies.doubles(leaf);
    double[] differences = new double[original.length];
    for (int i = 0; i < original.length; i++) {
      double up = shifted(manager, leaf, original, i, STEP, function);
      double down = shifted(manager, leaf, original, i, -STEP, function);
      differences[i] = (up - down) / (2 * STEP);
    }
    shifted(manager, leaf, original, 0, 0, function);
    return differences;
  }

  private static double shifted(
      NDManager manager,
      NDArray leaf,
      double[] original,
      int entry,
      double by,
      Function<NDManager, NDArray> function) {
    double[] values = original.clone();
    values[entry] += by;
    try (NDManager step = Scopes.step(manager)) {
      InPlace.copy(leaf, HostCopies.create(step, values, leaf.getShape(), DataType.FLOAT64));
      return HostCopies.doubles(GradScope.unrecorded(() -> loss(function.apply(step), step)))[0];
    }
  }

  private static NDArray loss(NDArray output, NDManager step) {
    double[] values = new double[(int) output.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.cos(2 + 1.7 * i);
    }
    NDArray weights = HostCopies.create(step, values, output.getShape(), DataType.FLOAT64);
    return Ops.multiply(output, weights).sum();
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
