package io.absnas.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TorchTypeTest {
  /** Sign, exponent and fraction by the formula of IEEE 754, in double precision. */
  private static double formula(int bits) {
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    int exponent = bits >> 10 & 31;
    double fraction = (bits & 1023) / 1024.0;
    if (exponent == 31) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * fraction * Math.pow(2, -14)
        : sign * (1 + fraction) * Math.pow(2, exponent - 15);
  }

  @Test
  void everyHalfIsWidenedExactly() {
    long[] widened = new long[1 << 16];
    long[] expected = new long[1 << 16];
    for (int bits = 0; bits < expected.length; bits++) {
      widened[bits] = Double.doubleToLongBits(TorchType.half((short) bits));
      expected[bits] = Double.doubleToLongBits(formula(bits));
    }
    assertThat(widened).isEqualTo(expected);
  }
}
