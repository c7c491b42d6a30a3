package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AngleStatsTest {
  private static void assertSortedQuantiles(double[] angles) {
    double[] sorted = angles.clone();
    Arrays.sort(sorted);
    AngleStats stats = AngleStats.of(angles);
    assertThat(stats.min()).isEqualTo(sorted[0]);
    assertThat(stats.max()).isEqualTo(sorted[sorted.length - 1]);
    double[] shares = {0.05, 0.25, 0.5, 0.75, 0.95};
    for (int i = 0; i < shares.length; i++) {
      double place = shares[i] * (sorted.length - 1);
      int below = (int) Math.floor(place);
      int above = Math.min(below + 1, sorted.length - 1);
      double expected = sorted[below] + (place - below) * (sorted[above] - sorted[below]);
      assertThat(stats.quantiles().get(i)).isEqualTo(expected);
    }
  }

  @Test
  void quantilesAreThoseOfTheSortedAngles() {
    RandomGenerator random = RandomStreams.of(1).stream("angles");
    for (int size : new int[] {1, 2, 3, 100, 4095, 4096, 30_000}) {
      double[] even = new double[size];
      double[] crowded = new double[size];
      double[] few = new double[size];
      for (int i = 0; i < size; i++) {
        even[i] = random.nextDouble();
        crowded[i] = Math.exp(-30 * random.nextDouble());
        few[i] = random.nextInt(3) / 7.0;
      }
      assertSortedQuantiles(even);
      assertSortedQuantiles(crowded);
      assertSortedQuantiles(few);
    }
    double[] equal = new double[5000];
    Arrays.fill(equal, 0.25);
    assertSortedQuantiles(equal);
    double[] nearlyEqual = equal.clone();
    nearlyEqual[4000] = Math.nextUp(0.25);
    assertSortedQuantiles(nearlyEqual);
    double[] tiny = new double[5000];
    tiny[17] = Double.MIN_VALUE;
    assertSortedQuantiles(tiny);
  }

  @Test
  void momentsAreThoseOfTheDefinition() {
    AngleStats stats = AngleStats.of(new double[] {1, 2, 3, 4});
    assertThat(stats.count()).isEqualTo(4);
    assertThat(stats.mean()).isEqualTo(2.5);
    assertThat(stats.sd()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-15));
    assertThat(AngleStats.of(new double[] {0.5}))
        .isEqualTo(new AngleStats(1, 0.5, 0, 0.5, 0.5, List.of(0.5, 0.5, 0.5, 0.5, 0.5)));
    assertThat(AngleStats.of(new double[0])).isEqualTo(AngleStats.NONE);
  }
}
