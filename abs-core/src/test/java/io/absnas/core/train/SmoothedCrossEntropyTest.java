package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import org.junit.jupiter.api.Test;

final class SmoothedCrossEntropyTest {
  private static final SmoothedCrossEntropy LOSS = new SmoothedCrossEntropy(0.1);

  @Test
  void targetsAreTheSoftenedOneHotVectors() {
    assertThat(LOSS.targets(new int[] {2, 0}, 4))
        .containsExactly(
            new double[] {0.025, 0.025, 0.925, 0.025, 0.925, 0.025, 0.025, 0.025}, within(1e-15));
    // The published case: 1000 classes, 0.9 one-hot + 0.0001.
    assertThat(LOSS.targets(new int[] {7}, 1000)[8]).isCloseTo(0.0001, within(1e-18));
  }

  @Test
  void equalLogitsCostTheLogarithmOfTheClasses() {
    assertThat(loss(new double[10], new int[] {3}, 10)).isCloseTo(Math.log(10), within(1e-14));
  }

  @Test
  void theLossIsTheMeanOfTheClosedForm() {
    double[] logits = {1, -2, 0.5, 3, 0, -1};
    int[] labels = {2, 0};
    double expected = 0;
    for (int n = 0; n < 2; n++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        sum += Math.exp(logits[3 * n + k]);
      }
      for (int k = 0; k < 3; k++) {
        double target = 0.1 / 3 + (labels[n] == k ? 0.9 : 0);
        expected -= target * (logits[3 * n + k] - Math.log(sum)) / 2;
      }
    }
    assertThat(loss(logits, labels, 3)).isCloseTo(expected, within(1e-14));
  }

  @Test
  @SuppressWarnings("try") // the scope works by being open
  void theGradientEqualsFiniteDifferences() {
    double[] logits = {1, -2, 0.5, 3, 0, -1};
    int[] labels = {2, 0};
    double[] gradient;
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        GradScope recording = GradScope.enabled()) {
      NDArray leaf = HostCopies.create(manager, logits, new Shape(2, 3), DataType.FLOAT64);
      Autograd.requireGradient(leaf);
      Autograd.backward(LOSS.loss(leaf, LOSS.targets(manager, labels, 3, DataType.FLOAT64)));
      gradient = HostCopies.doubles(Autograd.gradient(leaf, manager).orElseThrow());
    }
    double step = 1e-5;
    for (int i = 0; i < logits.length; i++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[i] += step;
      down[i] -= step;
      double slope = (loss(up, labels, 3) - loss(down, labels, 3)) / (2 * step);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-9));
    }
  }

  @Test
  void aLabelThatTheNetworkDoesNotKnowIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LOSS.targets(new int[] {4}, 4))
        .withMessageContaining("label 4 of a network with 4 classes");
  }

  private static double loss(double[] logits, int[] labels, int classes) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray array =
          HostCopies.create(manager, logits, new Shape(labels.length, classes), DataType.FLOAT64);
      NDArray targets = LOSS.targets(manager, labels, classes, DataType.FLOAT64);
      return HostCopies.doubles(LOSS.loss(array, targets))[0];
    }
  }
}
