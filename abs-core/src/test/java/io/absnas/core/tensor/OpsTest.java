package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsTest {
  private final NDManager manager = Scopes.root(ComputeDevice.CPU);

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray array(long... shape) {
    return GradientCheck.values(manager, 1, shape);
  }

  private NDArray inStep(NDManager step, NDArray leaf) {
    NDArray view = leaf.reshape(leaf.getShape());
    view.attach(step);
    return view;
  }

  /** An intermediate result with the leaf's values. */
  private static NDArray copy(NDManager step, NDArray leaf) {
    return Ops.multiply(step.ones(new Shape(), leaf.getDataType()), leaf);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void convolutionHasTheGradientOfFiniteDifferences(int stride) {
    NDArray x = array(2, 4, 6, 6);
    NDArray plain = array(3, 4, 3, 3);
    NDArray depthwise = array(4, 1, 3, 3);
    GradientCheck.check(
        manager, List.of(x, plain), step -> Ops.conv2d(inStep(step, x), plain, stride, 1, 1, 1));
    GradientCheck.check(
        manager,
        List.of(x, depthwise),
        step -> Ops.conv2d(inStep(step, x), depthwise, stride, 2, 2, 4));
  }

  /** The shapes with which libtorch's own kernel ends the process where there is AVX-512. */
  @ParameterizedTest
  @ValueSource(ints = {15, 16})
  void onePixelConvolutionsWithAStrideSumEverySecondPixel(int side) {
    float[] values = new float[5 * side * side * 12];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    double[] sums = new double[12];
    for (int image = 0; image < 5; image++) {
      for (int row = 0; row < side; row += 2) {
        for (int column = 0; column < side; column += 2) {
          for (int channel = 0; channel < 12; channel++) {
            sums[channel] += values[((image * side + row) * side + column) * 12 + channel];
          }
        }
      }
    }
    NDArray x = ImageBuffer.channelsLast(manager, values, 5, side, side, 12);
    NDArray weight = manager.ones(new Shape(6, 12, 1, 1));
    Autograd.requireGradient(weight);
    NDArray y = GradScope.recorded(() -> Ops.conv2d(x, weight, 2, 0, 1, 1));
    assertThat(y.getShape()).isEqualTo(new Shape(5, 6, 8, 8));
    Autograd.backward(GradScope.recorded(y::sum));
    float[] gradient = HostCopies.floats(Autograd.gradient(weight, manager).orElseThrow());
    for (int i = 0; i < gradient.length; i++) {
      assertThat(gradient[i]).isCloseTo((float) sums[i % 12], within(1e-3f));
    }
    assertThat((double) y.sum().getFloat()).isCloseTo(6 * Arrays.stream(sums).sum(), within(1e-2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchNormHasTheGradientOfFiniteDifferences(boolean training) {
    NDArray x = array(3, 4, 2, 2);
    NDArray weight = array(4);
    NDArray bias = array(4);
    GradientCheck.check(
        manager,
        List.of(x, weight, bias),
        step ->
            Ops.batchNorm(
                inStep(step, x),
                weight,
                bias,
                step.zeros(new Shape(4), DataType.FLOAT64),
                step.ones(new Shape(4), DataType.FLOAT64),
                training,
                0.1,
                1e-5));
  }

  @Test
  void batchNormMovesItsStatisticsAsPyTorchDoes() {
    NDArray x = manager.create(new double[] {1, 2, 3, 6}, new Shape(4, 1, 1, 1));
    NDArray mean = manager.create(new double[] {10});
    NDArray variance = manager.create(new double[] {20});
    NDArray one = manager.create(new double[] {1});
    NDArray zero = manager.create(new double[] {0});
    NDArray y = Ops.batchNorm(x, one, zero, mean, variance, true, 0.25, 0);
    // mean 3, biased variance 14/4, unbiased 14/3
    assertThat(HostCopies.doubles(y)[3]).isCloseTo(3 / Math.sqrt(3.5), within(1e-12));
    assertThat(HostCopies.doubles(mean)[0]).isCloseTo(0.75 * 10 + 0.25 * 3, within(1e-12));
    assertThat(HostCopies.doubles(variance)[0]).isCloseTo(0.75 * 20 + 0.25 * 14 / 3, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void relu6IsFlatAtItsKinks(DataType type) {
    double[] points = {-1, -0.0, 0, 1e-3, 3, 5.999, 6, 6.001, 7};
    NDArray x = HostCopies.create(manager, points, new Shape(points.length), type);
    Autograd.requireGradient(x);
    for (int repetition = 0; repetition < 5; repetition++) {
      try (NDManager step = Scopes.step(manager)) {
        NDArray y = GradScope.recorded(() -> Ops.relu6InPlace(copy(step, x)));
        assertThat(y.getDataType()).isEqualTo(type);
        assertThat(y.getManager()).isSameAs(step);
        double[] plain = new double[points.length];
        for (int i = 0; i < plain.length; i++) {
          plain[i] = Math.min(Math.max(0, points[i]), 6);
        }
        assertThat(HostCopies.doubles(y))
            .containsExactly(plain, org.assertj.core.data.Offset.offset(1e-6));
        Autograd.backward(GradScope.recorded(y::sum));
        assertThat(HostCopies.doubles(Autograd.gradient(x, step).orElseThrow()))
            .containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0);
        Autograd.zeroGradient(x);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void averagePoolingLeavesPaddingOut(int stride) {
    NDArray x = array(2, 3, 4, 6);
    NDArray ones = manager.ones(new Shape(1, 1, 4, 6), DataType.FLOAT64);
    NDArray sums = padded(x, stride);
    NDArray shares = padded(ones, stride);
    assertThat(HostCopies.doubles(Ops.avgPool3x3(x, stride)))
        .containsExactly(
            HostCopies.doubles(sums.div(shares)), org.assertj.core.data.Offset.offset(1e-12));
    GradientCheck.check(manager, List.of(x), step -> Ops.avgPool3x3(inStep(step, x), stride));
  }

  /** Mean over nine positions, padding counted as zero. */
  private NDArray padded(NDArray x, int stride) {
    return ai.djl.nn.pooling.Pool.avgPool2d(
        x, new Shape(3, 3), new Shape(stride, stride), new Shape(1, 1), false, true);
  }

  @Test
  void averagePoolingRefusesOtherStrides() {
    NDArray x = array(1, 1, 4, 4);
    assertThatThrownBy(() -> Ops.avgPool3x3(x, 3)).hasMessageContaining("1 or 2, was 3");
  }

  @Test
  void maximumPoolingNeverPicksPadding() {
    NDArray x = manager.full(new Shape(1, 1, 2, 2), -5f, DataType.FLOAT64);
    assertThat(HostCopies.doubles(Ops.maxPool3x3(x, 1))).containsOnly(-5);
    NDArray y = array(1, 2, 5, 5);
    GradientCheck.check(manager, List.of(y), step -> Ops.maxPool3x3(inStep(step, y), 2));
  }

  @Test
  void windowsAreAveraged() {
    NDArray x = manager.create(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(1, 1, 2, 4));
    assertThat(HostCopies.doubles(Ops.avgPool(x, 2))).containsExactly(3.5, 5.5);
    assertThat(HostCopies.doubles(Ops.globalAvgPool(x))).containsExactly(4.5);
    NDArray y = array(2, 2, 4, 4);
    GradientCheck.check(manager, List.of(y), step -> Ops.avgPool(inStep(step, y), 2));
    GradientCheck.check(manager, List.of(y), step -> Ops.globalAvgPool(inStep(step, y)));
  }

  @Test
  void linearAndReluHaveTheGradientOfFiniteDifferences() {
    NDArray x = array(3, 4);
    NDArray weight = array(2, 4);
    NDArray bias = array(2);
    GradientCheck.check(
        manager, List.of(x, weight, bias), step -> Ops.linear(inStep(step, x), weight, bias));
    GradientCheck.check(manager, List.of(x), step -> Ops.relu(inStep(step, x)));
    GradientCheck.check(manager, List.of(x), step -> Ops.softmax(inStep(step, x)));
  }

  @Test
  void crossEntropyOfSoftTargets() {
    NDArray logits = manager.create(new double[] {1, 2, 0, 0}, new Shape(2, 2));
    NDArray targets = manager.create(new double[] {0.25, 0.75, 1, 0}, new Shape(2, 2));
    double first = -0.25 * Math.log(1 / (1 + Math.E)) - 0.75 * Math.log(Math.E / (1 + Math.E));
    assertThat(HostCopies.doubles(Ops.softTargetCrossEntropy(logits, targets))[0])
        .isCloseTo((first + Math.log(2)) / 2, within(1e-12));
    GradientCheck.check(
        manager,
        List.of(logits),
        step -> Ops.softTargetCrossEntropy(inStep(step, logits), targets));
  }

  @Test
  void conversionIsDifferentiable() {
    NDArray x = manager.create(new float[] {1, 2});
    Autograd.requireGradient(x);
    NDArray like = manager.create(new double[] {0});
    try (NDManager step = Scopes.step(manager)) {
      NDArray y = GradScope.recorded(() -> Ops.castLike(inStep(step, x), like));
      assertThat(y.getDataType()).isEqualTo(DataType.FLOAT64);
      Autograd.backward(GradScope.recorded(() -> Ops.multiply(y, y).sum()));
      assertThat(HostCopies.doubles(Autograd.gradient(x, step).orElseThrow()))
          .containsExactly(2, 4);
    }
  }

  @Test
  void repeatedUseLeavesNothingOnTheManagers() {
    NDArray x = array(2, 3, 4, 4);
    NDArray logits = array(2, 5);
    NDArray targets = manager.ones(new Shape(2, 5), DataType.FLOAT64);
    int before = Scopes.arrays(manager);
    for (int i = 0; i < 3; i++) {
      try (NDManager step = Scopes.step(manager)) {
        Ops.avgPool3x3(Ops.relu6InPlace(copy(step, x)), 2);
        Ops.softTargetCrossEntropy(inStep(step, logits), targets);
        InPlace.clamp(x, -1, 1);
        InPlace.addScaled(x, x, 0.5);
        assertThat(Scopes.arrays(step)).isGreaterThan(0);
      }
    }
    assertThat(Scopes.arrays(manager)).isEqualTo(before);
  }
}
