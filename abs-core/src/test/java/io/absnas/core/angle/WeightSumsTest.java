package io.absnas.core.angle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.Zero;
import io.absnas.core.weights.Golden;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightSumsTest {
  private static final SearchSpace NASBENCH201 =
      SpaceCatalog.find("nasbench201,channels=4,cells=1,classes=10");

  /** Every tensor that the space needs, normally distributed, with a few that it does not. */
  private static NamedTensors random(SearchSpace space, long seed, double scale, float offset) {
    List<HostTensor> tensors = new ArrayList<>();
    WeightLayout layout = WeightLayout.of(space);
    List<WeightTensor> needed = new ArrayList<>(layout.common().tensors());
    layout.blocks().values().forEach(block -> needed.addAll(block.tensors()));
    for (WeightTensor tensor : needed) {
      RandomGenerator random = RandomStreams.of(seed).stream(tensor.name());
      float[] values = new float[(int) tensor.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (scale * (float) random.nextGaussian());
      }
      tensors.add(HostTensor.of(tensor.name(), tensor.shape(), values));
    }
    float[] extra = {offset, 1};
    tensors.add(HostTensor.of("conv_bn.1.weight", List.of(2L), extra));
    tensors.add(HostTensor.of("classifier.0.bias", List.of(2L), extra));
    return NamedTensors.of(tensors);
  }

  private static SearchSpace tiny(String id) {
    return switch (id) {
      case "darts" -> SpaceCatalog.find("darts,channels=5,cells=4,classes=3");
      case "nasbench201" -> NASBENCH201;
      default -> SpaceCatalog.find(id);
    };
  }

  private static List<Architecture> architectures(SearchSpace space) {
    List<Architecture> architectures = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RandomGenerator random = RandomStreams.of(9).stream("architecture", i);
      architectures.add(
          new Architecture(
              space.choices().stream().map(ops -> ops.get(random.nextInt(ops.size()))).toList()));
    }
    return architectures;
  }

  @ParameterizedTest
  @ValueSource(strings = {"darts", "nasbench201", "mobilenet-gpu-21@tiny", "mobilenet-cpu-19@tiny"})
  void equalDoubledAndNegatedWeightsHaveExactAngles(String id) {
    SearchSpace space = tiny(id);
    NamedTensors weights = random(space, 1, 1, 0);
    AngleScorer equal = new AngleScorer(WeightSums.of(space, weights, random(space, 1, 1, 5)));
    AngleScorer doubled = new AngleScorer(WeightSums.of(space, weights, random(space, 1, 2, 0)));
    AngleScorer negated = new AngleScorer(WeightSums.of(space, weights, random(space, 1, -1, 0)));
    for (Architecture architecture : architectures(space)) {
      assertThat(equal.angle(architecture)).isZero();
      if (architecture.ops().stream().noneMatch(Pool.class::isInstance)) {
        assertThat(doubled.angle(architecture)).isZero();
        assertThat(negated.angle(architecture)).isEqualTo(Math.PI);
      }
    }
  }

  @Test
  void independentWeightsAreNearlyOrthogonal() {
    SearchSpace space = tiny("mobilenet-gpu-21@tiny");
    WeightSums sums = WeightSums.of(space, random(space, 1, 1, 0), random(space, 2, 1, 0));
    for (Architecture architecture : architectures(space)) {
      assertThat(sums.angle(architecture)).isCloseTo(Math.PI / 2, within(0.05));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"darts", "nasbench201", "mobilenet-cpu-19@tiny"})
  void anglesAreThoseOfTheWrittenOutVectors(String id) {
    SearchSpace space = tiny(id);
    NamedTensors initial = random(space, 1, 1, 0);
    NamedTensors trained = random(space, 1, 1.5, 0);
    trained = moved(trained, random(space, 3, 0.4, 0));
    WeightLayout layout = WeightLayout.of(space);
    WeightSums sums = WeightSums.of(space, initial, trained);
    for (Architecture architecture : architectures(space).subList(0, 10)) {
      double[] before = vector(layout, initial, architecture);
      double[] after = vector(layout, trained, architecture);
      assertThat(before.length).isEqualTo((int) layout.vectorLength(architecture));
      double dot = 0;
      double squareBefore = 0;
      double squareAfter = 0;
      for (int i = 0; i < before.length; i++) {
        dot += before[i] * after[i];
        squareBefore += before[i] * before[i];
        squareAfter += after[i] * after[i];
      }
      assertThat(sums.angle(architecture))
          .isCloseTo(Math.acos(dot / Math.sqrt(squareBefore * squareAfter)), within(1e-11));
    }
  }

  private static NamedTensors moved(NamedTensors weights, NamedTensors by) {
    List<HostTensor> moved = new ArrayList<>();
    for (HostTensor tensor : weights.tensors()) {
      double[] values = tensor.doubles();
      double[] steps = by.find(tensor.name()).orElseThrow().doubles();
      for (int i = 0; i < values.length; i++) {
        values[i] += steps[i];
      }
      moved.add(HostTensor.of(tensor.name(), tensor.shape(), values));
    }
    return NamedTensors.of(moved);
  }

  private static double[] vector(
      WeightLayout layout, NamedTensors weights, Architecture architecture) {
    List<double[]> pieces = new ArrayList<>();
    add(pieces, layout.common(), weights);
    long[] counts = new long[architecture.ops().size()];
    if (architecture.ops().size() == 14) {
      counts = new CellPaths(CellGraph.DARTS).through(architecture);
    } else if (architecture.ops().size() == 6) {
      counts = new CellPaths(CellGraph.NASBENCH201).through(architecture);
    } else {
      Arrays.fill(counts, 1);
    }
    for (int choice = 0; choice < counts.length; choice++) {
      WeightBlock block = layout.block(new EdgeOp(choice, architecture.ops().get(choice)));
      for (int i = 0; i < counts[choice]; i++) {
        add(pieces, block, weights);
      }
    }
    return pieces.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static void add(List<double[]> pieces, WeightBlock block, NamedTensors weights) {
    for (WeightTensor tensor : block.tensors()) {
      pieces.add(weights.weight(tensor.name(), tensor.shape()).doubles());
    }
    double[] pools = new double[(int) (9 * block.poolChannels())];
    Arrays.fill(pools, 1.0 / 9);
    pieces.add(pools);
  }

  @Test
  void everyAngleOfNasBench201FollowsTheEnumeration() {
    WeightSums sums = goldenSums(NASBENCH201);
    AngleScorer scorer = new AngleScorer(sums);
    double[] angles = scorer.all(NASBENCH201);
    assertThat(angles).hasSize(15_625);
    for (int i = 0; i < angles.length; i += 97) {
      assertThat(angles[i]).isEqualTo(sums.angle(Architectures.at(NASBENCH201, i)));
    }
    // nasbench201.md 4.1: ties are common, only path counts and ops matter
    assertThat(Arrays.stream(angles).map(a -> Math.rint(a * 1e9)).distinct().count())
        .isEqualTo(3848);
  }

  private static WeightSums goldenSums(SearchSpace space) {
    return WeightSums.of(
        space,
        Golden.weights("nb201-angle/c4n1-init.npz"),
        Golden.weights("nb201-angle/c4n1-trained.npz"));
  }

  @Test
  void aShrunkSpaceNeedsOnlyWhatIsLeft() {
    SearchSpace shrunk =
        NASBENCH201.withChoices(
            Collections.nCopies(6, List.of(Zero.ZERO, NASBENCH201.operations().get(3))));
    NamedTensors all = Golden.weights("nb201-angle/c4n1-init.npz");
    Collection<HostTensor> some =
        all.tensors().stream().filter(tensor -> !tensor.name().contains(".2.op.1.")).toList();
    WeightSums sums = WeightSums.of(shrunk, NamedTensors.of(some), all);
    Architecture dropped = Architectures.at(NASBENCH201, 1);
    assertThat(sums.angle(Architectures.at(shrunk, 63))).isZero();
    assertThatThrownBy(() -> sums.angle(dropped))
        .hasMessage("op skip_connect is not left at choice 3<-2 of space " + shrunk.id());
  }

  private static void refuses(NamedTensors trained, String message) {
    NamedTensors initial = Golden.weights("nb201-angle/c4n1-init.npz");
    assertThatThrownBy(() -> WeightSums.of(NASBENCH201, initial, trained))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(message);
  }

  private static NamedTensors with(HostTensor replacement) {
    List<HostTensor> tensors = new ArrayList<>();
    for (HostTensor tensor : Golden.weights("nb201-angle/c4n1-init.npz").tensors()) {
      tensors.add(tensor.name().equals(replacement.name()) ? replacement : tensor);
    }
    return NamedTensors.of("b.npz", tensors, Map.of());
  }

  @Test
  void badWeightsAreNamed() {
    refuses(
        with(HostTensor.of("stem.1.bias", List.of(4L), new float[] {0, 0, Float.NaN, 0})),
        "b.npz: tensor stem.1.bias holds NaN at element 2, angles need finite weights");
    refuses(
        with(
            HostTensor.of(
                "stem.1.bias", List.of(4L), new double[] {0, Double.NEGATIVE_INFINITY, 0, 0})),
        "b.npz: tensor stem.1.bias holds -Infinity at element 1, angles need finite weights");
    refuses(
        with(HostTensor.of("stem.1.bias", List.of(4L), new double[] {1e200, 0, 0, 0})),
        "b.npz: tensor stem.1.bias holds values whose squares exceed the range of double");
    refuses(
        with(HostTensor.of("stem.1.bias", List.of(5L), new float[5])),
        "b.npz: tensor stem.1.bias has shape [5], the space needs [4]");
  }

  @Test
  void missingWeightsAreNamedAndStatisticsAreNotNeeded() {
    List<HostTensor> tensors = new ArrayList<>();
    for (HostTensor tensor : Golden.weights("nb201-angle/c4n1-init.npz").tensors()) {
      if (!tensor.name().contains("running_") && !tensor.name().startsWith("stem.1.")) {
        tensors.add(tensor);
      }
    }
    refuses(
        NamedTensors.of("b.npz", tensors, Map.of()),
        "b.npz: lacks stem.1.weight, stem.1.bias, which space " + NASBENCH201.id() + " needs");
  }
}
