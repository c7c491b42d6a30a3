package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.weights.HostTensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InPlaceTest {
  private final NDManager manager = Scopes.root(ComputeDevice.CPU);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void clampsOnBothSides() {
    NDArray x = manager.create(new double[] {-10, -5, 0, 5, 10});
    InPlace.clamp(x, -5, 5);
    assertThat(HostCopies.doubles(x)).containsExactly(-5, -5, 0, 5, 5);
  }

  @Test
  void updatesLeavesWhateverTheModeIs() {
    NDArray w = manager.create(new float[] {1, 2});
    Autograd.requireGradient(w);
    GradScope.recorded(
        () -> {
          InPlace.addScaled(w, manager.create(new float[] {1, 1}), 0.5);
          InPlace.scale(w, 2);
          return w;
        });
    assertThat(HostCopies.floats(w)).containsExactly(3, 5);
    InPlace.fill(w, 7);
    assertThat(HostCopies.floats(w)).containsExactly(7, 7);
  }

  @Test
  void copiesConvertTheElementType() {
    NDArray target = manager.zeros(new Shape(2), DataType.FLOAT64);
    HostCopies.overwrite(target, HostTensor.of("w", List.of(2L), new float[] {0.5f, 2}));
    assertThat(HostCopies.doubles(target)).containsExactly(0.5, 2);
    HostTensor host = HostCopies.toHost("w", target);
    assertThat(host.name()).isEqualTo("w");
    assertThat(host.shape()).containsExactly(2L);
    assertThat(host.doubles()).containsExactly(0.5, 2);
  }

  @Test
  void otherElementTypesNeverReachTheEngine() {
    assertThatThrownBy(
            () -> HostCopies.create(manager, new double[1], new Shape(1), DataType.BFLOAT16))
        .hasMessageContaining("float32 or float64");
  }

  @ParameterizedTest
  @CsvSource({"false,-1", "false,0.3", "true,-1", "true,0.3"})
  void descentFollowsItsFormula(boolean nesterov, double clip) {
    double[][] w = {{1, -2}, {0.5, 3}};
    double[][] v = {{0, 0}, {0, 0}};
    double[] decays = {0.1, 0};
    List<NDArray> values = List.of(manager.create(w[0]), manager.create(w[1]));
    List<NDArray> velocities = List.of(manager.create(v[0]), manager.create(v[1]));
    for (int step = 0; step < 4; step++) {
      double rate = 0.5 / (1 + step);
      double[][] g = {{0.2 * step - 1, 0.4}, {0.25, -0.1 * step}};
      List<NDArray> gradients = List.of(manager.create(g[0]), manager.create(g[1]));
      FusedSgd.step(
          values,
          gradients,
          velocities,
          decays,
          new FusedSgd.Settings(rate, 0.9, clip, nesterov, false));
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          double d = clip < 0 ? g[i][j] : Math.max(-clip, Math.min(clip, g[i][j]));
          d += decays[i] * w[i][j];
          v[i][j] = 0.9 * v[i][j] + d;
          w[i][j] -= rate * (nesterov ? d + 0.9 * v[i][j] : v[i][j]);
          assertThat(HostCopies.doubles(values.get(i))[j]).isCloseTo(w[i][j], within(1e-12));
          assertThat(HostCopies.doubles(velocities.get(i))[j]).isCloseTo(v[i][j], within(1e-12));
        }
      }
    }
  }

  @Test
  void descentLeavesArraysWithoutGradientAlone() {
    List<NDArray> values =
        List.of(manager.create(new float[] {1, 1}), manager.create(new float[] {1}));
    List<NDArray> gradients = List.of(manager.zeros(new Shape(2)), manager.create(new float[] {1}));
    List<NDArray> velocities = List.of(manager.ones(new Shape(2)), manager.ones(new Shape(1)));
    boolean[] updated =
        FusedSgd.step(
                values,
                gradients,
                velocities,
                new double[] {1, 1},
                new FusedSgd.Settings(0.1, 0.9, 5, false, true))
            .orElseThrow();
    assertThat(updated).containsExactly(false, true);
    assertThat(HostCopies.floats(values.get(0))).containsExactly(1, 1);
    assertThat(HostCopies.floats(velocities.get(0))).containsExactly(1, 1);
    assertThat((double) HostCopies.floats(values.get(1))[0]).isCloseTo(1 - 0.29, within(1e-6));
    assertThat(
            FusedSgd.step(
                List.of(),
                List.of(),
                List.of(),
                new double[0],
                new FusedSgd.Settings(0.1, 0.9, 5, false, true)))
        .hasValue(new boolean[0]);
  }

  @ParameterizedTest
  @CsvSource({"true,NaN", "false,NaN", "true,Infinity", "false,-Infinity"})
  void descentDoesNotMoveAlongAGradientThatIsNotFinite(boolean skipZero, float entry) {
    List<NDArray> values =
        List.of(manager.create(new float[] {1, 1}), manager.create(new float[] {1}));
    List<NDArray> gradients =
        List.of(manager.create(new float[] {1, 2}), manager.create(new float[] {entry}));
    List<NDArray> velocities = List.of(manager.ones(new Shape(2)), manager.ones(new Shape(1)));
    assertThat(
            FusedSgd.step(
                values,
                gradients,
                velocities,
                new double[] {1, 1},
                new FusedSgd.Settings(0.1, 0.9, 5, false, skipZero)))
        .isEmpty();
    assertThat(HostCopies.floats(values.get(0))).containsExactly(1, 1);
    assertThat(HostCopies.floats(velocities.get(0))).containsExactly(1, 1);
    assertThat(HostCopies.floats(values.get(1))).containsExactly(1);
  }
}
