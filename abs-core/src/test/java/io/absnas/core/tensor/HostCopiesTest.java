package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class HostCopiesTest {
  @Test
  void valuesOutliveTheirArrayInAView() {
    double[] values = new double[512];
    Arrays.setAll(values, i -> i);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray view;
      try (NDArray array = HostCopies.create(manager, values, new Shape(512), DataType.FLOAT64)) {
        view = array.stopGradient();
      }
      ReusedMemory.fillWithNaN(values.length);
      assertThat(HostCopies.doubles(view)).isEqualTo(values);
    }
  }

  @Test
  void valuesOutliveTheirArrayInARecordedGraph() {
    double[] factors = new double[512];
    Arrays.setAll(factors, i -> i + 0.5);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray leaf = manager.ones(new Shape(512), DataType.FLOAT64);
      Autograd.requireGradient(leaf);
      NDArray sum = GradScope.recorded(() -> product(leaf, factors).sum());
      ReusedMemory.fillWithNaN(factors.length);
      Autograd.backward(sum);
      assertThat(HostCopies.doubles(Autograd.gradient(leaf, manager).orElseThrow()))
          .isEqualTo(factors);
    }
  }

  /** As masks of dropout are used: closed as soon as the product is there. */
  private static NDArray product(NDArray leaf, double[] factors) {
    try (NDArray factor =
        HostCopies.create(
            leaf.getManager(), factors, new Shape(factors.length), DataType.FLOAT64)) {
      return Ops.multiply(leaf, factor);
    }
  }

  @Test
  void valuesAreRoundedToTheTypeAndMustFitTheShape() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      double[] values = {0.1, -0.0, 1e300};
      assertThat(
              HostCopies.create(manager, values, new Shape(3, 1), DataType.FLOAT32).toFloatArray())
          .containsExactly(0.1f, -0.0f, Float.POSITIVE_INFINITY);
      assertThat(HostCopies.create(manager, values, new Shape(3), DataType.FLOAT64).toDoubleArray())
          .containsExactly(values);
      assertThat(
              HostCopies.create(manager, new double[] {7}, new Shape(), DataType.FLOAT64)
                  .toDoubleArray())
          .containsExactly(7);
      assertThat(
              HostCopies.create(manager, new double[0], new Shape(0, 4), DataType.FLOAT32)
                  .getShape())
          .isEqualTo(new Shape(0, 4));
      assertThatThrownBy(
              () -> HostCopies.create(manager, values, new Shape(2, 2), DataType.FLOAT64))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("3 values for an array of shape (2, 2)");
    }
  }
}
