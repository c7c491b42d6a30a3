package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CastsTest {
  /** 1 + 2^-8 lies between the neighbours 1 and 1 + 2^-7 of bfloat16, 1 + 2^-11 likewise. */
  private static final float[] VALUES = {1 + 0x1p-8f, 1 + 3 * 0x1p-9f, 1 + 0x1p-11f, -3e38f, 1e-7f};

  private static final float[] IN_BF16 = {1, 1 + 0x1p-7f, 1, -3.0042e38f, 1e-7f};
  private static final float[] IN_FP16 = {
    1 + 0x1p-8f, 1 + 3 * 0x1p-9f, 1, Float.NEGATIVE_INFINITY, 0x1p-23f
  };

  private final NDManager manager = Scopes.root(ComputeDevice.CPU);

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = MixedPrecision.class,
      names = {"BF16", "FP16"})
  void valuesAreRoundedToNearestEven(MixedPrecision precision) {
    float[] rounded =
        HostCopies.floats(Casts.raise(Casts.lower(manager.create(VALUES), precision)));
    float[] expected = precision == MixedPrecision.BF16 ? IN_BF16 : IN_FP16;
    for (int i = 0; i < expected.length; i++) {
      if (Float.isInfinite(expected[i])) {
        assertThat(rounded[i]).isEqualTo(expected[i]);
      } else {
        assertThat(rounded[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) * 0x1p-8f));
      }
    }
    assertThat(rounded[0]).isEqualTo(expected[0]);
    assertThat(rounded[1]).isEqualTo(expected[1]);
    assertThat(rounded[2]).isEqualTo(expected[2]);
  }

  @Test
  void offIsTheArrayItself() {
    NDArray x = manager.ones(new Shape(2));
    assertThat(Casts.lower(x, MixedPrecision.OFF)).isSameAs(x);
    assertThat(Casts.lowerBeside(x, MixedPrecision.OFF, x)).isSameAs(x);
  }

  @ParameterizedTest
  @EnumSource(
      value = MixedPrecision.class,
      names = {"BF16", "FP16"})
  void gradientsPassThroughARoundTrip(MixedPrecision precision) {
    NDArray leaf = manager.create(new float[] {1, -2, 0.5f});
    Autograd.requireGradient(leaf);
    for (int repetition = 0; repetition < 4; repetition++) {
      try (NDManager step = Scopes.step(manager)) {
        NDArray beside = step.create(new float[] {2, 4, 8});
        Autograd.backward(
            GradScope.recorded(
                () -> {
                  NDArray lowered = Casts.lowerBeside(leaf, precision, beside);
                  assertThat(lowered.getManager()).isSameAs(step);
                  return Ops.multiply(beside, Casts.raise(lowered)).sum();
                }),
            16);
        assertThat(HostCopies.floats(Autograd.gradient(leaf, step).orElseThrow()))
            .containsExactly(32, 64, 128);
        Autograd.zeroGradient(leaf);
      }
      assertThat(Scopes.arrays(manager)).isEqualTo(1);
    }
  }

  @Test
  void bfloat16IsRefusedWhereTheEngineWouldEndTheProcess() {
    NDArray half = Casts.lower(manager.ones(new Shape(1, 2)), MixedPrecision.BF16);
    assertThatIllegalArgumentException().isThrownBy(() -> HostCopies.floats(half));
    assertThatIllegalArgumentException().isThrownBy(() -> HostCopies.doubles(half));
    assertThatIllegalArgumentException().isThrownBy(() -> HostCopies.toHost("x", half));
    assertThatIllegalArgumentException().isThrownBy(() -> Ops.softmax(half));
    assertThatIllegalArgumentException().isThrownBy(() -> Ops.logSoftmax(half));
    assertThatIllegalArgumentException().isThrownBy(() -> Ops.copyTo(half, manager));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autograd.backward(half))
        .withMessageContaining("float32 or float64");
  }

  /** Products and sums of small integers are exact in every type. */
  @ParameterizedTest
  @CsvSource({"BF16,1", "BF16,2", "FP16,1", "FP16,2"})
  void convolutionsOfSmallIntegersAreExact(MixedPrecision precision, int stride) {
    NDArray x = integers(1, 2, 4, 5, 5);
    NDArray dense = integers(2, 3, 4, 3, 3);
    NDArray depthwise = integers(3, 4, 1, 3, 3);
    NDArray lowered = Casts.lower(x, precision);
    assertThat(
            HostCopies.floats(Casts.raise(Ops.conv2d(lowered, dense, stride, 1, 1, 1, precision))))
        .containsExactly(HostCopies.floats(Ops.conv2d(x, dense, stride, 1, 1, 1)));
    assertThat(
            HostCopies.floats(
                Casts.raise(Ops.conv2d(lowered, depthwise, stride, 1, 1, 4, precision))))
        .containsExactly(HostCopies.floats(Ops.conv2d(x, depthwise, stride, 1, 1, 4)));
  }

  @ParameterizedTest
  @EnumSource(
      value = MixedPrecision.class,
      names = {"BF16", "FP16"})
  void theClassifierReadsMeansThatAreNotRounded(MixedPrecision precision) {
    NDArray maps = Casts.lower(integers(1, 2, 3, 7, 7), precision);
    float[] expected = HostCopies.floats(Ops.globalAvgPool(integers(1, 2, 3, 7, 7)));
    assertThat(HostCopies.floats(Ops.globalAvgPool(maps, precision))).containsExactly(expected);
    assertThat(HostCopies.floats(Ops.avgPool(maps, 7, precision))).containsExactly(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = MixedPrecision.class,
      names = {"BF16", "FP16"})
  void productsOfSmallIntegersAreExact(MixedPrecision precision) {
    NDArray x = integers(1, 3, 4);
    NDArray product =
        Ops.multiply(Casts.lower(x, precision), manager.ones(new Shape(1)), precision);
    assertThatIllegalArgumentException().isThrownBy(() -> Casts.requireFull(product));
    assertThat(HostCopies.floats(Casts.raise(product))).containsExactly(HostCopies.floats(x));
  }

  @ParameterizedTest
  @CsvSource({"BF16,true", "BF16,false", "FP16,true", "FP16,false"})
  void batchNormsOfHalfMapsKeepTheirNumbersInFloat32(MixedPrecision precision, boolean training) {
    NDArray x = integers(1, 6, 3, 4, 4);
    NDArray weight = manager.create(new float[] {1.1f, 0.3f, -2});
    NDArray bias = manager.create(new float[] {0.1f, 0, 1});
    NDArray[] full = {manager.zeros(new Shape(3)), manager.ones(new Shape(3))};
    NDArray[] half = {manager.zeros(new Shape(3)), manager.ones(new Shape(3))};
    float[] expected =
        HostCopies.floats(Ops.batchNorm(x, weight, bias, full[0], full[1], training, 0.1, 1e-5));
    NDArray lowered = Casts.lower(x, precision);
    float[] found =
        HostCopies.floats(
            Casts.raise(
                Ops.batchNorm(lowered, weight, bias, half[0], half[1], training, 0.1, 1e-5)));
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(0x1p-7f * (Math.abs(expected[i]) + 1)));
    }
    for (int i = 0; i < 2; i++) {
      float[] statistics = HostCopies.floats(full[i]);
      for (int channel = 0; channel < statistics.length; channel++) {
        assertThat(HostCopies.floats(half[i])[channel])
            .isCloseTo(statistics[channel], within(1e-5f));
      }
    }
  }

  private NDArray integers(int seed, long... shape) {
    Shape dimensions = new Shape(shape);
    float[] values = new float[(int) dimensions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (7 * i * seed + i / 5) % 5 - 2;
    }
    return manager.create(values, dimensions);
  }
}
