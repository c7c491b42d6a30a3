package io.absnas.core.angle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.RandomStreams;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AngleTest {
  @Test
  void anglesOfPlaneVectors() {
    assertThat(Angle.of(0, 1, 4)).isCloseTo(Math.PI / 2, within(1e-15));
    assertThat(Angle.of(1, 1, 2)).isCloseTo(Math.PI / 4, within(1e-15));
    assertThat(Angle.of(-1, 1, 2)).isCloseTo(3 * Math.PI / 4, within(1e-15));
    assertThat(Angle.of(3, 9, 4)).isCloseTo(Math.PI / 3, within(1e-15));
  }

  @Test
  void equalDoubledAndNegatedVectorsAreExact() {
    for (int i = 0; i < 10_000; i++) {
      RandomGenerator random = RandomStreams.of(7).stream("square", i);
      double square = Math.scalb(random.nextDouble() + 0.5, random.nextInt(600) - 300);
      assertThat(Angle.of(square, square, square)).isZero();
      assertThat(Angle.of(2 * square, square, 4 * square)).isZero();
      assertThat(Angle.of(-square, square, square)).isEqualTo(Math.PI);
      assertThat(Angle.of(-0.5 * square, square, 0.25 * square)).isEqualTo(Math.PI);
    }
  }

  @Test
  void roundingBeyondParallelIsNoNan() {
    assertThat(Angle.of(Math.nextUp(1.0), 1, 1)).isZero();
    assertThat(Angle.of(-Math.nextUp(1.0), 1, 1)).isEqualTo(Math.PI);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1, 1e-3, 1e-5, 1e-7})
  void smallAnglesKeepTheirDigits(double angle) {
    // (1, 0) and (1, t) with t = tan(angle): dot 1, squares 1 and 1 + t^2 rounded to double
    double t = Math.tan(angle);
    double trainedSquare = 1 + t * t;
    BigDecimal tangentSquare = new BigDecimal(trainedSquare).subtract(BigDecimal.ONE);
    double exact = Math.atan(tangentSquare.sqrt(MathContext.DECIMAL128).doubleValue());
    assertThat(Angle.of(1, 1, trainedSquare)).isCloseTo(exact, within(1e-15 * angle));
  }

  @Test
  void zeroVectorsHaveADefinedAngle() {
    assertThat(Angle.of(0, 0, 0)).isZero();
    assertThat(Angle.of(0, 0, 1)).isEqualTo(Math.PI / 2);
  }

  @Test
  void scaleDoesNotMatter() {
    assertThat(Angle.of(3e-300, 9e-300, 4e-300)).isCloseTo(Math.PI / 3, within(1e-15));
    assertThat(Angle.of(3e300, 9e300, 4e300)).isCloseTo(Math.PI / 3, within(1e-15));
    assertThat(Angle.of(3, 9e200, 4e-200)).isCloseTo(Math.PI / 3, within(1e-14));
  }

  @Test
  void sumsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> Angle.of(Double.NaN, 1, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> Angle.of(0, -1, 1)).hasMessageContaining("not negative");
  }
}
