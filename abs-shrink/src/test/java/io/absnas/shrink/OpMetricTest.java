package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpMetricTest {
  private final CellSpace space = TestSpaces.nasbench201();

  private static NamedTensors alphas(double... values) {
    double[] all = new double[30];
    System.arraycopy(values, 0, all, 0, values.length);
    return NamedTensors.of(List.of(HostTensor.of("arch_parameters", List.of(6L, 5L), all)));
  }

  private static double value(OpMetric metric, int edge, CandidateOp op) {
    return ((OpMetric.OfOps) metric).value().applyAsDouble(new EdgeOp(edge, op));
  }

  @Test
  void magnitudeIsTheSoftmaxOverWhatIsLeft() {
    NamedTensors weights = alphas(0, Math.log(6), 0, 0, 0);
    List<CandidateOp> ops = space.operations();
    OpMetric all = OpMetric.magnitude(space, weights);
    assertThat(value(all, 0, ops.get(1))).isCloseTo(0.6, within(1e-12));
    assertThat(value(all, 0, ops.get(2))).isCloseTo(0.1, within(1e-12));
    assertThat(value(all, 5, ops.get(2))).isCloseTo(0.2, within(1e-12));
    OpMetric left =
        OpMetric.magnitude(
            space.without(new EdgeOp(0, ops.get(0))).without(new EdgeOp(0, ops.get(4))), weights);
    assertThat(value(left, 0, ops.get(1))).isCloseTo(0.75, within(1e-12));
    assertThat(value(left, 0, ops.get(3))).isCloseTo(0.125, within(1e-12));
    assertThat(
            catchThrowableOfType(
                AbsException.class, () -> OpMetric.magnitude(space, NamedTensors.of(List.of()))))
        .hasMessageContaining("arch_parameters");
  }

  @Test
  void aRoundByOpsDropsTheLowestOfThem() {
    ScoringConfig scoring =
        new ScoringConfig(1, 1, 0, ChildSampling.OWN, Optional.empty(), Optional.of(1));
    ScoreAndDrop.Turn turn =
        new ScoreAndDrop(scoring, new DropRule.LowestOverall(3))
            .turn(
                space,
                OpMetric.magnitude(space, alphas(-3, 0, -2, 0, -1)),
                new ScoringDraws.Own(RandomStreams.of(1), 0),
                ScoringWatch.NONE)
            .orElseThrow();
    List<CandidateOp> ops = space.operations();
    assertThat(turn.drops())
        .containsExactly(
            new EdgeOp(0, ops.get(0)), new EdgeOp(0, ops.get(2)), new EdgeOp(0, ops.get(4)));
    assertThat(turn.children()).isZero();
    assertThat(turn.left().size()).isEqualTo(2 * 5 * 5 * 5 * 5 * 5);
  }

  @Test
  void randomScoresDependOnSeedStageAndOp() {
    RandomStreams streams = RandomStreams.of(1);
    CandidateOp op = space.operations().get(3);
    double score = value(OpMetric.random(streams, space, 0), 2, op);
    assertThat(score).isBetween(0.0, 1.0);
    assertThat(value(OpMetric.random(RandomStreams.of(1), space, 0), 2, op)).isEqualTo(score);
    assertThat(value(OpMetric.random(streams, space, 1), 2, op)).isNotEqualTo(score);
    assertThat(value(OpMetric.random(streams, space, 0), 3, op)).isNotEqualTo(score);
    assertThat(value(OpMetric.random(RandomStreams.of(2), space, 0), 2, op)).isNotEqualTo(score);
  }
}
