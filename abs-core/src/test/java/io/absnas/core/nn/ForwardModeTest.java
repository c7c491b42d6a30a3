package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.golden.GoldenMobile;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.ImageBuffer;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.tensor.Ops;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mixed precision against float32 on the same weights and images. */
class ForwardModeTest {
  private static final CellSpace CELLS = (CellSpace) SpaceCatalog.find("nasbench201@tiny");
  private static final int IMAGES = 32;

  /** Networks of every kind, each with one path. */
  private enum Kind {
    MOBILE_SUPERNET("2 -1 1 -1 3"),
    MOBILE_NETWORK("2 -1 1 -1 3"),
    CELLS("2 3 4 1 0 3"),
    CELLS_WITHOUT_CONVOLUTION("0 1 4 0 1 1"),
    NB201_NETWORK("2 3 4 1 0 3"),
    GENOTYPE_NETWORK(
        "Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1), ('max_pool_3x3', 0),"
            + " ('avg_pool_3x3', 2), ('none', 3), ('dil_conv_5x5', 1), ('sep_conv_5x5', 3),"
            + " ('dil_conv_3x3', 0)], normal_concat=range(2, 6), reduce=[('none', 0), ('none', 1),"
            + " ('skip_connect', 0), ('max_pool_3x3', 1), ('avg_pool_3x3', 1), ('sep_conv_5x5', 0),"
            + " ('dil_conv_3x3', 1), ('skip_connect', 4)], reduce_concat=range(2, 6))");

    private final String codes;

    Kind(String codes) {
      this.codes = codes;
    }

    private SearchSpace space() {
      return switch (this) {
        case MOBILE_SUPERNET, MOBILE_NETWORK -> GoldenMobile.space();
        case CELLS, CELLS_WITHOUT_CONVOLUTION, NB201_NETWORK -> ForwardModeTest.CELLS;
        case GENOTYPE_NETWORK -> SpaceCatalog.find("darts@tiny,cells=3,input=16");
      };
    }

    private SampledPath path() {
      return switch (this) {
        case GENOTYPE_NETWORK, NB201_NETWORK -> SampledPath.WHOLE;
        default -> SampledPath.of(space().parse(codes));
      };
    }

    private Network network(DataType type) {
      RandomStreams streams = RandomStreams.of(1);
      return switch (this) {
        case MOBILE_NETWORK, NB201_NETWORK, GENOTYPE_NETWORK ->
            Networks.standalone(
                space(), Design.parse(space(), codes), false, streams, ComputeDevice.CPU, type);
        case MOBILE_SUPERNET, CELLS, CELLS_WITHOUT_CONVOLUTION ->
            Networks.supernet(
                space(), Initialisation.FRAMEWORK_DEFAULT, streams, ComputeDevice.CPU, type);
      };
    }

    private int side() {
      return space().inputSide();
    }
  }

  /** Logits, and the gradients of all weights one after another. */
  private record Result(List<Double> logits, List<Double> gradients) {}

  @ParameterizedTest
  @CsvSource({
    "MOBILE_SUPERNET,BF16",
    "MOBILE_SUPERNET,FP16",
    "MOBILE_NETWORK,BF16",
    "MOBILE_NETWORK,FP16",
    "CELLS,BF16",
    "CELLS,FP16",
    "CELLS_WITHOUT_CONVOLUTION,BF16",
    "CELLS_WITHOUT_CONVOLUTION,FP16",
    "NB201_NETWORK,BF16",
    "NB201_NETWORK,FP16",
    "GENOTYPE_NETWORK,BF16",
    "GENOTYPE_NETWORK,FP16"
  })
  void halfPrecisionIsNearFloat32(Kind kind, MixedPrecision precision) {
    Result full = pass(kind, MixedPrecision.OFF);
    Result half = pass(kind, precision);
    assertThat(half.logits()).isNotEqualTo(full.logits());
    assertThat(distance(half.logits(), full.logits())).isLessThan(2e-2);
    // Rounding moves activations over the kinks of ReLU6, so gradients differ by whole entries.
    assertThat(cosine(half.gradients(), full.gradients())).isGreaterThan(0.97);
  }

  private static Result pass(Kind kind, MixedPrecision precision) {
    SampledPath path = kind.path();
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Network network = kind.network(DataType.FLOAT32)) {
      int before = Scopes.arrays(network.parameters().get(0).value().getManager());
      NDArray images = images(manager, kind.side());
      ForwardMode mode = new ForwardMode(BatchNormMode.TRAIN, precision);
      NDArray logits = GradScope.recorded(() -> network.forward(images, path, mode));
      assertThat(logits.getDataType()).isEqualTo(DataType.FLOAT32);
      Autograd.backward(GradScope.recorded(() -> Ops.logSoftmax(logits).get(":, 3").mean()), 1024);
      List<Double> gradients = new ArrayList<>();
      for (Param param : network.parameters(path)) {
        for (double value :
            HostCopies.doubles(Autograd.gradient(param.value(), manager).orElseThrow())) {
          gradients.add(value);
        }
      }
      assertThat(Scopes.arrays(network.parameters().get(0).value().getManager())).isEqualTo(before);
      return new Result(Arrays.stream(HostCopies.doubles(logits)).boxed().toList(), gradients);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void networksOfOtherTypesAreRefused(Kind kind) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        Network network = kind.network(DataType.FLOAT64)) {
      NDArray images = manager.zeros(new Shape(1, 3, kind.side(), kind.side()), DataType.FLOAT64);
      ForwardMode mode = new ForwardMode(BatchNormMode.TRAIN, MixedPrecision.BF16);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.forward(images, kind.path(), mode))
          .withMessageContaining("needs a float32 network, this one is float64");
    }
  }

  private static NDArray images(NDManager manager, int side) {
    RandomGenerator random = RandomStreams.of(9).stream("images");
    float[] values = new float[IMAGES * side * side * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return ImageBuffer.channelsLast(manager, values, IMAGES, side, side, 3);
  }

  /** Distance relative to the length of the expected vector. */
  private static double distance(List<Double> found, List<Double> expected) {
    double squares = 0;
    for (int i = 0; i < expected.size(); i++) {
      squares += Math.pow(found.get(i) - expected.get(i), 2);
    }
    return Math.sqrt(squares / dot(expected, expected));
  }

  private static double cosine(List<Double> a, List<Double> b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(List<Double> a, List<Double> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }
}
