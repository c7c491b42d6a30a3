package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.golden.GoldenMobile;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.DilatedConv;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SeparableConv;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradientCheck;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayersTest {
  private final NDManager manager = Scopes.root(ComputeDevice.CPU);
  private final NetworkArrays arrays =
      new NetworkArrays(
          ComputeDevice.CPU,
          DataType.FLOAT64,
          Initialisation.FRAMEWORK_DEFAULT,
          RandomStreams.of(7));

  @AfterEach
  void close() {
    arrays.close();
    manager.close();
  }

  /** Input and all weights against finite differences, in both modes of the batch norms. */
  private void check(Layer layer, long... inputShape) {
    NDArray x = GradientCheck.values(manager, 1.5, inputShape);
    List<NDArray> leaves = new ArrayList<>(List.of(x));
    for (Param param : layer.parameters()) {
      if (param.role() == Param.Role.BATCH_NORM) {
        // Scale 1 and shift 0 make the next batch norm cancel this one: gradients of rounding
        // noise.
        NDArray change = GradientCheck.values(manager, 1, param.value().getShape().getShape());
        InPlace.addScaled(param.value(), change, 0.3);
      }
      leaves.add(param.value());
    }
    for (BatchNormMode mode : List.of(new BatchNormMode(true, 0), new BatchNormMode(false, 0))) {
      GradientCheck.check(
          manager,
          leaves,
          step -> {
            NDArray view = x.reshape(x.getShape());
            view.attach(step);
            return layer.forward(view, ForwardMode.full(mode));
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"3,3,1,4", "5,2,2,4", "7,2,1,6"})
  void invertedResidual(int kernel, int expansion, int stride, int out) {
    check(
        InvertedResidualBlock.create(
            arrays,
            "block",
            Optional.empty(),
            new LayerShape(4, out, 6, stride),
            new InvertedResidual(kernel, expansion)),
        2,
        4,
        6,
        6);
  }

  @Test
  void firstBlock() {
    check(FirstBlock.create(arrays, "first", 4, 3), 2, 4, 5, 5);
  }

  @Test
  void plainConvolution() {
    PlainConv op = new PlainConv(3);
    check(PlainConvBlock.searched(arrays, "edge", new EdgeOp(0, op), 3, 3), 2, 3, 5, 5);
    check(PlainConvBlock.affine(arrays, "fixed", Optional.empty(), 3, 4, 3, 2), 2, 3, 6, 6);
    check(PlainConvBlock.affine(arrays, "one", Optional.empty(), 3, 2, 1, 1), 2, 3, 4, 4);
  }

  @Test
  void residualReduction() {
    check(ResidualReduction.create(arrays, "reduction", 3, 4), 2, 3, 6, 6);
  }

  @Test
  void dilatedDepthwiseConvolution() {
    check(Conv2d.depthwise(arrays, "dilated", Optional.empty(), 3, 3, 2, 2), 2, 3, 7, 7);
  }

  @ParameterizedTest
  @CsvSource({"3,1", "3,2", "5,1", "5,2"})
  void separableConvolutions(int kernel, int stride) {
    for (DartsOps.Form form : DartsOps.Form.values()) {
      DartsOps ops = new DartsOps(arrays, form);
      Optional<EdgeOp> none = Optional.empty();
      check(ops.op("separable", none, new SeparableConv(kernel), 2, stride), 2, 2, 4, 4);
      check(ops.op("dilated", none, new DilatedConv(kernel), 2, stride), 2, 2, 4, 4);
    }
  }

  @Test
  void factorizedReduceOfOddWidth() {
    check(reduction("reduce", 5), 2, 3, 4, 4);
    assertThat(arrays.parameters().get(0).value().getShape().get(0)).isEqualTo(2);
    assertThat(arrays.parameters().get(1).value().getShape().get(0)).isEqualTo(3);
    assertThatThrownBy(() -> check(reduction("odd", 4), 2, 3, 5, 6))
        .hasMessage("a factorized reduction halves maps of even sides, got (2, 3, 5, 6)");
  }

  private Layer reduction(String name, int out) {
    return new FactorizedReduce(arrays, name, Optional.empty(), 3, out, NormForm.AFFINE);
  }

  @Test
  void zerosOfBothStrides() {
    ZeroLayer half = new ZeroLayer(arrays.constant(1, 0), 2);
    check(new ZeroLayer(arrays.constant(1, 0), 1), 1, 2, 4, 4);
    check(half, 1, 2, 4, 4);
    NDArray x = GradientCheck.values(manager, 1, 1, 2, 6, 4);
    NDArray zeros = half.forward(x, ForwardMode.full(BatchNormMode.TRAIN));
    assertThat(zeros.getShape().getShape()).containsExactly(1, 2, 3, 2);
    assertThat(HostCopies.doubles(zeros.abs())).containsOnly(0);
  }

  @Test
  void classifier() {
    check(new Linear(arrays, "classifier", 4, 3), 5, 4);
  }

  @Test
  void pools() {
    for (Pool pool : Pool.values()) {
      check(new PoolLayer(pool, 1), 1, 2, 4, 4);
      check(new PoolLayer(pool, 2), 1, 2, 6, 6);
      DartsOps ops = new DartsOps(arrays, DartsOps.Form.SUPERNET);
      check(ops.op("pool", Optional.empty(), pool, 2, 2), 2, 2, 4, 4);
    }
    check(new MeanOverMap(3), 2, 3, 3, 3);
    check(StatelessLayer.AVG_POOL_2X2, 1, 2, 4, 4);
    check(StatelessLayer.GLOBAL_AVG_POOL, 2, 3, 3, 3);
  }

  @Test
  void supernetsAreBuiltByKindOfSpace() {
    RandomStreams streams = RandomStreams.of(1);
    try (Network mobile =
            Networks.supernet(
                GoldenMobile.space(),
                Initialisation.HE_FAN_OUT,
                streams,
                ComputeDevice.CPU,
                DataType.FLOAT32);
        Network cells =
            Networks.supernet(
                SpaceCatalog.find("nasbench201@tiny"),
                Initialisation.FRAMEWORK_DEFAULT,
                streams,
                ComputeDevice.CPU,
                DataType.FLOAT32);
        Network darts =
            Networks.supernet(
                SpaceCatalog.find("darts@tiny"),
                Initialisation.HE_UNIFORM,
                streams,
                ComputeDevice.CPU,
                DataType.FLOAT32)) {
      assertThat(mobile).isInstanceOf(MobileSupernet.class);
      assertThat(cells).isInstanceOf(Nb201Supernet.class);
      assertThat(cells.space().id()).isEqualTo("nasbench201@tiny");
      assertThat(darts).isInstanceOf(DartsSupernet.class);
    }
  }

  @Test
  void otherElementTypesAreRefused() {
    assertThatThrownBy(
            () ->
                new NetworkArrays(
                    ComputeDevice.CPU,
                    DataType.FLOAT16,
                    Initialisation.HE_FAN_OUT,
                    RandomStreams.of(1)))
        .hasMessageContaining("float32 or float64");
  }
}
