package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.cli.report.LineChart.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Test
  void roundNumbersCoverTheRange() {
    assertThat(Ticks.covering(0.3, 2.2, 5).values()).containsExactly(0.0, 0.5, 1.0, 1.5, 2.0, 2.5);
    assertThat(Ticks.covering(0, 1000, 8).values().get(1)).isEqualTo(200);
  }

  /** A mean of equal rates is not always that rate. */
  @Test
  void valuesThatDifferByRoundingAreOne() {
    double mean = (0.1 + 0.1 + 0.1) / 3;
    assertThat(mean).isNotEqualTo(0.1);
    for (double scale : new double[] {1, -1, 1e-30, 1e18}) {
      double low = Math.min(0.1 * scale, mean * scale);
      double high = Math.max(0.1 * scale, mean * scale);
      Ticks ticks = Ticks.covering(low, high, 5);
      assertThat(ticks.values()).hasSizeBetween(2, 12);
      assertThat(ticks.low()).isLessThanOrEqualTo(low);
      assertThat(ticks.high()).isGreaterThanOrEqualTo(high);
    }
  }

  @Test
  void oneValueStillHasAnAxis() {
    Ticks ticks = Ticks.covering(7, 7, 5);
    assertThat(ticks.low()).isLessThanOrEqualTo(7);
    assertThat(ticks.high()).isGreaterThan(7);
  }

  @Test
  void labelsHideTheNoiseOfFloatingPoint() {
    assertThat(Ticks.label(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(Ticks.label(0)).isEqualTo("0");
    assertThat(Ticks.label(1200)).isEqualTo("1200");
    assertThat(Ticks.label(2.5e-7)).isEqualTo("2.5E-7");
  }

  @Test
  void infiniteRangeIsRefused() {
    assertThatThrownBy(() -> Ticks.covering(0, Double.POSITIVE_INFINITY, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longCurvesKeepTheirMeanAndEnds() {
    List<Point> line = IntStream.range(0, 4001).mapToObj(i -> new Point(i, 2.0 * i)).toList();
    List<Point> thin = Curves.thinned(line);
    assertThat(thin)
        .hasSizeLessThanOrEqualTo(400)
        .allMatch(p -> Math.abs(p.y() - 2 * p.x()) < 1e-9);
    assertThat(thin.get(0).x()).isLessThan(12);
    assertThat(thin.get(thin.size() - 1).x()).isGreaterThan(3988);
  }
}
