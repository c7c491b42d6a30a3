package io.absnas.shrink.nb201;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.AbsException;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.PlainConv;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.shrink.ScoredOp;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropExperimentTest {
  private final CellSpace space = BenchmarkTable.space();

  @TempDir Path directory;

  private double kernels(int place) {
    return Architectures.at(space, place).ops().stream()
        .filter(op -> op instanceof PlainConv conv && conv.kernel() == 3)
        .count();
  }

  /** An accuracy of ten times the number of 3x3 convolutions makes the all-3x3 cell the best. */
  @Test
  void whatIsLeftIsLookedUpInTheTable() {
    BenchmarkTable table =
        BenchmarkTableReader.read(TestTable.write(directory, place -> 10 * kernels(place)));
    DropOutcome outcome =
        DropOutcome.of(
            "truth",
            "",
            0,
            OpScores.ofArchitectures(table.testAccuracy(BenchmarkData.CIFAR10)),
            24,
            table);
    assertThat(outcome.left()).isEqualTo(1);
    assertThat(outcome.drops()).hasSize(24).noneMatch(drop -> drop.op().equals("nor_conv_3x3"));
    assertThat(outcome.keptRanks()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(outcome.mean()).containsEntry("cifar100", 60.0);
    // Dropping nothing: six edges with a 3x3 convolution on one of five architectures each.
    DropOutcome whole = DropOutcome.of("none", "", 0, OpScores.random(1), 0, table);
    assertThat(whole.left()).isEqualTo(15_625);
    assertThat(whole.mean().get("cifar10")).isCloseTo(10 * 6 / 5.0, within(1e-9));
    assertThat(whole.best()).containsEntry("cifar10", 60.0);
    assertThat(DropExperiment.page(List.of(outcome), table))
        .contains("| truth |  | 1-6 | 1 | 60.00 | 60.00 | 60.00 | 60.00 | 60.00 | 60.00 |")
        .contains("*1-8, 10, 12*");
  }

  @Test
  void scoresOfArchitecturesAreMeansOverThoseThatHoldTheOp() {
    double[] values = new double[15_625];
    Arrays.setAll(values, this::kernels);
    List<ScoredOp> scores = OpScores.ofArchitectures(values);
    assertThat(scores).hasSize(30);
    // 3x3 here is one, the other five edges have 1/5 each.
    for (ScoredOp score : scores) {
      boolean kernel = score.op().op() instanceof PlainConv conv && conv.kernel() == 3;
      assertThat(score.score()).isCloseTo(kernel ? 2 : 1, within(1e-9));
    }
    values[0] = Double.NaN;
    assertThat(OpScores.ofArchitectures(values).get(0).score())
        .isCloseTo(3125 / 3124.0, within(1e-9));
    double[] few = DoubleStream.generate(() -> Double.NaN).limit(15_625).toArray();
    few[0] = 1;
    assertThat(catchThrowableOfType(AbsException.class, () -> OpScores.ofArchitectures(few)))
        .hasMessageContaining("no evaluated architecture has op skip_connect on edge 1<-0");
  }

  @Test
  void magnitudeIsTheSoftmaxOfAnEdge() {
    double[] alphas = new double[30];
    alphas[1] = Math.log(6);
    List<ScoredOp> scores =
        OpScores.magnitude(
            NamedTensors.of(List.of(HostTensor.of("arch_parameters", List.of(6L, 5L), alphas))));
    assertThat(scores.get(0).score()).isCloseTo(0.1, within(1e-9));
    assertThat(scores.get(1).score()).isCloseTo(0.6, within(1e-9));
    assertThat(scores.get(7).score()).isCloseTo(0.2, within(1e-9));
    assertThat(scores.get(1).op()).isEqualTo(new EdgeOp(0, Identity.SKIP_CONNECT));
    List<CandidateOp> ops = space.operations();
    assertThat(scores.get(29).op()).isEqualTo(new EdgeOp(5, ops.get(4)));
  }

  @Test
  void rangesAreWrittenShort() {
    assertThat(DropOutcome.ranges(List.of(1, 2, 3, 5, 7, 8))).isEqualTo("1-3, 5, 7-8");
    assertThat(OpScores.random(1)).isEqualTo(OpScores.random(1)).isNotEqualTo(OpScores.random(2));
  }
}
