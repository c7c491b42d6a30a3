package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.tensor.Scopes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RegularisationTest {
  private static final RandomStreams STREAMS = RandomStreams.of(3);

  private static double[] dropped(Regularisation regularisation, int images, int features) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      return HostCopies.doubles(
          regularisation.dropped(manager.ones(new Shape(images, features), DataType.FLOAT64)));
    }
  }

  /** What drop path makes of ones: the factor of every edge and image, edge by edge. */
  private static double[] masks(Regularisation regularisation, int edges, int images) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray ones = manager.ones(new Shape(images, 1, 1, 1), DataType.FLOAT64);
      double[] values = new double[edges * images];
      try (DropPathMasks masks = regularisation.dropPathMasks(ones, edges).orElseThrow()) {
        for (int edge = 0; edge < edges; edge++) {
          NDArray output = manager.ones(new Shape(images, 1, 1, 1), DataType.FLOAT64);
          double[] factors = HostCopies.doubles(masks.dropped(output, MixedPrecision.OFF));
          System.arraycopy(factors, 0, values, edge * images, images);
        }
      }
      return values;
    }
  }

  @Test
  void dropoutDropsItsShareAndScalesTheRest() {
    double[] values = dropped(new Regularisation(0.2, 0, STREAMS, 5, 0), 50, 100);
    assertThat(values).containsOnly(0, 1.25);
    // 5,000 draws of probability 0.2: mean 1,000, deviation 28.3
    assertThat(Arrays.stream(values).filter(value -> value == 0).count()).isBetween(880L, 1120L);
    assertThat(dropped(new Regularisation(0, 0.5, STREAMS, 5, 0), 4, 6)).containsOnly(1);
  }

  @Test
  void dropPathDropsWholeImagesOfAnEdge() {
    double[] values = masks(new Regularisation(0, 0.375, STREAMS, 5, 0), 80, 40);
    assertThat(values).containsOnly(0, 1.6);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray ones = manager.ones(new Shape(2, 3, 4, 4), DataType.FLOAT64);
      assertThat(Regularisation.NONE.dropPathMasks(ones, 5)).isEmpty();
    }
    // 3,200 draws of probability 0.375: mean 1,200, deviation 27.4
    assertThat(Arrays.stream(values).filter(value -> value == 0).count()).isBetween(1080L, 1320L);
  }

  @Test
  void drawsBelongToStepAndPositionInTheBatch() {
    Regularisation whole = new Regularisation(0.5, 0.5, STREAMS, 7, 0);
    Regularisation rear = new Regularisation(0.5, 0.5, STREAMS, 7, 4);
    double[] features = dropped(whole, 8, 10);
    assertThat(dropped(rear, 4, 10)).isEqualTo(Arrays.copyOfRange(features, 40, 80));
    double[] masks = masks(whole, 3, 8);
    double[] rearMasks = masks(rear, 3, 4);
    for (int edge = 0; edge < 3; edge++) {
      assertThat(Arrays.copyOfRange(rearMasks, 4 * edge, 4 * edge + 4))
          .isEqualTo(Arrays.copyOfRange(masks, 8 * edge + 4, 8 * edge + 8));
    }
    assertThat(dropped(new Regularisation(0.5, 0.5, STREAMS, 8, 0), 8, 10)).isNotEqualTo(features);
  }

  @Test
  void probabilitiesAreChecked() {
    assertThatThrownBy(() -> new Regularisation(1, 0, STREAMS, 0, 0))
        .hasMessage("dropout must be in [0, 1), was 1.0");
    assertThatThrownBy(() -> new Regularisation(0, -0.1, STREAMS, 0, 0))
        .hasMessage("dropPath must be in [0, 1), was -0.1");
  }
}
