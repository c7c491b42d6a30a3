package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialisationTest {
  /** Variances by PyTorch's and ProxylessNAS's rules, worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    // 2 / (3 3 300) and 2 / (3 3 100)
    "HE_FAN_OUT, 300, 100, 1, 3, 7.407407e-4",
    "HE_FAN_IN_ZERO_BIAS, 300, 100, 1, 3, 2.222222e-3",
    // Depthwise, 2 / (5 5 4000), either way.
    "HE_FAN_OUT_ZERO_BIAS, 4000, 4000, 4000, 5, 2e-5",
    "HE_FAN_IN_ZERO_BIAS, 4000, 4000, 4000, 5, 2e-5",
    // Uniform within sqrt(6 / 900) and within 1 / sqrt(25): a third of the squared bound.
    "HE_UNIFORM, 300, 100, 1, 3, 2.222222e-3",
    "FRAMEWORK_DEFAULT, 4000, 4000, 4000, 5, 1.333333e-2",
  })
  void convolutionsHaveTheVarianceOfTheirRule(
      Initialisation rule, int out, int in, int groups, int kernel, double variance) {
    RandomGenerator random = RandomStreams.of(1).stream("init", 0);
    double[] weights = rule.convolution(random, out, in, groups, kernel);
    assertThat(weights).hasSize(out * (in / groups) * kernel * kernel);
    assertThat(Arrays.stream(weights).map(w -> w * w).average().orElseThrow())
        .isCloseTo(variance, withPercentage(3));
  }

  @ParameterizedTest
  @CsvSource({
    "HE_FAN_IN_ZERO_BIAS, true",
    "HE_FAN_OUT_ZERO_BIAS, true",
    "HE_UNIFORM, true",
    "HE_FAN_OUT, false",
    "FRAMEWORK_DEFAULT, false"
  })
  void biasesOfLinearLayersAreZeroWhereTheRuleSaysSo(Initialisation rule, boolean zero) {
    double[] bias = rule.linearBias(RandomStreams.of(1).stream("init", 1), 8, 4);
    assertThat(Arrays.stream(bias).allMatch(value -> value == 0)).isEqualTo(zero);
  }
}
