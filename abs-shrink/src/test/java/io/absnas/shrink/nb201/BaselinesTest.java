package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.space.CellSpace;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against the counts and the closed form that the reference's networks lead to. */
class BaselinesTest {
  private final CellSpace space = BenchmarkTable.space();
  private final Map<String, double[]> all = Baselines.all();

  private double[] values(String baseline) {
    return requireNonNull(all.get(baseline));
  }

  private double at(String baseline, String codes) {
    return values(baseline)[BenchmarkTable.place(space.parse(codes))];
  }

  @Test
  void countsAreThoseOfTheBenchmark() {
    assertThat(at("parameters", "1 1 1 1 1 1")).isEqualTo(73_306);
    assertThat(at("parameters", "3 3 3 3 3 3")).isEqualTo(1_531_546);
    assertThat(at("parameters", "3 3 3 1 3 2")).isEqualTo(1_073_466);
    assertThat(at("multiply-adds", "3 3 3 1 3 2")).isEqualTo(153_272_970);
    assertThat(Arrays.stream(values("parameters")).distinct().count()).isEqualTo(28);
    assertThat(at("convolutions", "3 3 3 1 3 2")).isEqualTo(5);
    assertThat(at("surviving-paths", "3 3 3 1 3 2")).isEqualTo(4);
    double[] paths = values("surviving-paths");
    long[] counts = new long[5];
    Arrays.stream(paths).forEach(path -> counts[(int) path]++);
    assertThat(counts).containsExactly(341, 2356, 4736, 4096, 4096);
  }

  @Test
  void weightFreeAngleIsTheClosedForm() {
    assertThat(at("weight-free-angle", "1 1 1 1 1 1")).isCloseTo(Math.acos(0.9), within(1e-12));
    assertThat(at("weight-free-angle", "0 0 0 0 0 0")).isCloseTo(Math.acos(0.9), within(1e-12));
    // 3x3 on 3<-0 alone: one path through it.
    double c = 560 / 3.0;
    assertThat(at("weight-free-angle", "0 0 0 3 0 0"))
        .isCloseTo(Math.acos((0.9 * 377 + 0.3 * c) / (377 + c)), within(1e-12));
    // 1x1 on 1<-0 lies on two paths, 3x3 on 3<-2 on two, pool on 2<-1 on one.
    double p = 560 / 9.0;
    double dot = 0.9 * 377 + 2 * 0.6 * c + p + 2 * 0.3 * c;
    double square = 377 + 4 * c + p;
    assertThat(at("weight-free-angle", "2 1 4 1 1 3"))
        .isCloseTo(Math.acos(dot / square), within(1e-12));
  }
}
