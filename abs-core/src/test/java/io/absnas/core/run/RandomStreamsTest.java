package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
  private final RandomStreams streams = RandomStreams.of(7);

  @Test
  void aStreamIsAFunctionOfSeedPurposeAndCounters() {
    RandomGenerator first = streams.stream("path", 3, 4);
    streams.stream("other").nextLong();
    RandomGenerator again = RandomStreams.of(7).stream("path", 3, 4);
    for (int i = 0; i < 100; i++) {
      assertThat(again.nextLong()).isEqualTo(first.nextLong());
    }
    assertThat(streams.seed()).isEqualTo(7);
  }

  @Test
  void everyPartOfTheIdentityMatters() {
    Set<Long> firsts = new HashSet<>();
    firsts.add(streams.stream("path").nextLong());
    firsts.add(streams.stream("path", 0).nextLong());
    firsts.add(streams.stream("path", 0, 0).nextLong());
    firsts.add(streams.stream("path", 1, 0).nextLong());
    firsts.add(streams.stream("path", 0, 1).nextLong());
    firsts.add(streams.stream("paths", 0, 1).nextLong());
    firsts.add(RandomStreams.of(8).stream("path", 0, 1).nextLong());
    firsts.add(RandomStreams.of(-7).stream("path", 0, 1).nextLong());
    assertThat(firsts).hasSize(8);
  }

  @Test
  void neighbouringCountersGiveNeitherEqualNorCorrelatedDraws() {
    int count = 100_000;
    Set<Long> seen = new HashSet<>();
    double previous = 0.5;
    double covariance = 0;
    double mean = 0;
    for (int i = 0; i < count; i++) {
      RandomGenerator stream = streams.stream("image", i);
      double value = stream.nextDouble();
      covariance += (value - 0.5) * (previous - 0.5);
      mean += value;
      previous = value;
      seen.add(stream.nextLong());
    }
    assertThat(seen).hasSize(count);
    // five standard deviations: 1/sqrt(12 n) for the mean, 1/(12 sqrt(n)) for the covariance
    assertThat(mean / count).isCloseTo(0.5, within(5 / Math.sqrt(12.0 * count)));
    assertThat(covariance / count).isCloseTo(0, within(5 / (12 * Math.sqrt(count))));
  }

  @Test
  void boundedDrawsAreUniform() {
    for (int bound : new int[] {1, 2, 6, 7, 1000}) {
      RandomGenerator stream = streams.stream("bounded", bound);
      int draws = 200 * bound;
      int[] counts = new int[bound];
      for (int i = 0; i < draws; i++) {
        counts[stream.nextInt(bound)]++;
      }
      double chiSquare = 0;
      for (int observed : counts) {
        chiSquare += Math.pow(observed - 200.0, 2) / 200;
      }
      double freedom = bound - 1.0;
      assertThat(chiSquare).isLessThanOrEqualTo(freedom + 5 * Math.sqrt(2 * freedom) + 5);
    }
  }

  @Test
  void largeBoundsAreUnbiased() {
    // with a bound of 3/4 * 2^31, careless reduction would favour the lower half
    int bound = 0x60000000;
    RandomGenerator stream = streams.stream("large");
    int lower = 0;
    for (int i = 0; i < 100_000; i++) {
      int value = stream.nextInt(bound);
      assertThat(value).isBetween(0, bound - 1);
      lower += value < bound / 2 ? 1 : 0;
    }
    assertThat(lower).isBetween(50_000 - 800, 50_000 + 800);
    assertThat(stream.nextLong(1L << 62)).isBetween(0L, (1L << 62) - 1);
    assertThat(stream.nextInt(-3, -1)).isBetween(-3, -2);
  }

  @Test
  void gaussianHasTheMomentsOfTheStandardNormal() {
    RandomGenerator stream = streams.stream("normal");
    int count = 200_000;
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (int i = 0; i < count; i++) {
      double value = stream.nextGaussian();
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(value, power) / count;
      }
      beyondTwo += Math.abs(value) > 2 ? 1 : 0;
    }
    assertThat(moments[1]).isCloseTo(0, within(0.012));
    assertThat(moments[2]).isCloseTo(1, within(0.017));
    assertThat(moments[3]).isCloseTo(0, within(0.045));
    assertThat(moments[4]).isCloseTo(3, within(0.12));
    assertThat(beyondTwo / (double) count).isCloseTo(0.0455, within(0.0025));
    assertThat(stream.nextGaussian(3, 0)).isEqualTo(3);
  }

  @Test
  void realsStayInsideTheirRange() {
    RandomGenerator stream = streams.stream("real");
    double mean = 0;
    for (int i = 0; i < 10_000; i++) {
      double value = stream.nextDouble(-2, 6);
      assertThat(value).isGreaterThanOrEqualTo(-2).isLessThan(6);
      mean += value / 10_000;
      assertThat(stream.nextFloat()).isGreaterThanOrEqualTo(0).isLessThan(1);
      assertThat(stream.nextExponential()).isGreaterThanOrEqualTo(0);
    }
    assertThat(mean).isCloseTo(2, within(0.12));
  }

  @Test
  void refusesEmptyRanges() {
    RandomGenerator stream = streams.stream("refused");
    assertThatThrownBy(() -> stream.nextInt(0)).hasMessage("bound must be positive, was 0");
    assertThatThrownBy(() -> stream.nextLong(-1)).hasMessage("bound must be positive, was -1");
    assertThatThrownBy(() -> stream.nextDouble(1, 1)).hasMessageContaining("was 1.0 to 1.0");
    assertThatThrownBy(() -> stream.nextInt(2, 2)).hasMessageContaining("was 2 to 2");
  }
}
