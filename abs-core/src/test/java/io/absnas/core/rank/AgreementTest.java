package io.absnas.core.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Bootstrap NONE = new Bootstrap(RandomStreams.of(0), 0);
  private static final double NAN = Double.NaN;

  @Test
  void predictionsThatAreNotNumbersAreLeftOutAndCounted() {
    Agreement found =
        Agreement.of(new double[] {1, NAN, 2, 3, NAN}, new double[] {1, 9, 2, 3, -9}, NONE);
    assertThat(found.things()).isEqualTo(3);
    assertThat(found.missing()).isEqualTo(2);
    assertThat(found.tauB()).contains(1.0);
    assertThat(found.interval()).isEmpty();
    Agreement nothing = Agreement.of(new double[] {NAN, NAN}, new double[] {1, 2}, NONE);
    assertThat(nothing.tauB()).isEmpty();
    assertThat(nothing.missing()).isEqualTo(2);
  }

  @Test
  void differencesBelowTheGrainAreTies() {
    double[] truth = {1, 2, 3};
    Agreement found = Agreement.of(new double[] {1, 1 + 1e-12, 2}, truth, NONE);
    assertThat(found.differentValues()).isEqualTo(2);
    // Two concordant pairs of two that are not tied in the prediction, three in truth.
    assertThat(found.tauB().get()).isCloseTo(2 / Math.sqrt(2 * 3), within(1e-12));
    assertThat(Agreement.of(new double[] {4, 4, 4}, truth, NONE).tauB()).isEmpty();
  }

  /** The interval of a correlation of 0.5 between normal variables holds its true tau, 1/3. */
  @Test
  void intervalsHoldTheTruthAndRepeat() {
    RandomGenerator random = RandomStreams.of(3).stream("pairs");
    double[] x = IntStream.range(0, 400).mapToDouble(i -> random.nextGaussian()).toArray();
    double[] y =
        Arrays.stream(x).map(one -> 0.5 * one + Math.sqrt(0.75) * random.nextGaussian()).toArray();
    Bootstrap bootstrap = new Bootstrap(RandomStreams.of(5), 200);
    Interval interval = Agreement.of(x, y, bootstrap).interval().orElseThrow();
    assertThat(interval.low()).isLessThan(1 / 3.0).isGreaterThan(0.2);
    assertThat(interval.high()).isGreaterThan(1 / 3.0).isLessThan(0.45);
    assertThat(Agreement.of(x, y, bootstrap).interval()).contains(interval);
    Interval certain = Agreement.of(x, x, bootstrap).interval().orElseThrow();
    assertThat(certain.low()).isCloseTo(1, within(1e-12));
  }
}
