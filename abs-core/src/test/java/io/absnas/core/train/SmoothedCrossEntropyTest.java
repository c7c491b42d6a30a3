package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.LabelMixture;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import java.util.Arrays;
import java.util.List;
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
  void theGradientEqualsFiniteDifferences() {
    double[] logits = {1, -2, 0.5, 3, 0, -1};
    int[] labels = {2, 0};
    double[] gradient = gradient(logits, batch(labels), 3);
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
  void mixturesCostWhatPyTorchSays() {
    JsonNode golden = GoldenFiles.json("training.json").get("mixup");
    int[] labels =
        Arrays.stream(GoldenFiles.numbers(golden.get("labels"))).mapToInt(v -> (int) v).toArray();
    HostBatch batch =
        new HostBatch(new float[4], labels, new LabelMixture(List.of(1, 2, 0, 1), 0.3), 1, 1, 1);
    double[] logits = GoldenFiles.numbers(golden.get("logits"));
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray array = HostCopies.create(manager, logits, new Shape(4, 3), DataType.FLOAT64);
      NDArray targets = LOSS.targets(manager, batch, 0, 4, 3, DataType.FLOAT64);
      // torchvision keeps the shares in single precision.
      assertThat(HostCopies.doubles(LOSS.loss(array, targets))[0])
          .isCloseTo(golden.get("loss").asDouble(), within(1e-7));
    }
    double[] expected = GoldenFiles.numbers(golden.get("gradient"));
    double[] found = gradient(logits, batch, 3);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-7));
    }
    assertThat(LOSS.targets(batch, 1, 3, 3))
        .isEqualTo(Arrays.copyOfRange(LOSS.targets(batch, 0, 4, 3), 3, 9));
  }

  @Test
  void aLabelThatTheNetworkDoesNotKnowIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LOSS.targets(new int[] {4}, 4))
        .withMessageContaining("label 4 of a network with 4 classes");
  }

  private static HostBatch batch(int... labels) {
    return new HostBatch(new float[labels.length], labels, 1, 1, 1);
  }

  private static double loss(double[] logits, int[] labels, int classes) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray array =
          HostCopies.create(manager, logits, new Shape(labels.length, classes), DataType.FLOAT64);
      NDArray targets =
          LOSS.targets(manager, batch(labels), 0, labels.length, classes, DataType.FLOAT64);
      return HostCopies.doubles(LOSS.loss(array, targets))[0];
    }
  }

  @SuppressWarnings("try") // the scope works by being open
  private static double[] gradient(double[] logits, HostBatch batch, int classes) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        GradScope recording = GradScope.enabled()) {
      NDArray leaf =
          HostCopies.create(manager, logits, new Shape(batch.count(), classes), DataType.FLOAT64);
      Autograd.requireGradient(leaf);
      Autograd.backward(
          LOSS.loss(
              leaf, LOSS.targets(manager, batch, 0, batch.count(), classes, DataType.FLOAT64)));
      return HostCopies.doubles(Autograd.gradient(leaf, manager).orElseThrow());
    }
  }
}
