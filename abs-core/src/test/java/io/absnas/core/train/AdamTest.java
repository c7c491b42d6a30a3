package io.absnas.core.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamTest {
  private static final AdamSettings SETTINGS = new AdamSettings(6e-4, 0.5, 0.999, 1e-8, 1e-3);

  /** By torch.optim.Adam of PyTorch 2.7.1 in double precision, from 0.5, -1 and 2. */
  private static final double[][] PYTORCH = {
    {0.4994000000597015, -0.9994000002857142, 1.9994000000198675},
    {0.4987676395242801, -0.9988869028108318, 1.9989509267855947},
    {0.49809336275790367, -0.9984478391006643, 1.9989001597785807},
    {0.4973780672734822, -0.9980678991012361, 1.9993062192324969},
  };

  private static Map<String, double[]> gradients(int update) {
    double t = update + 1;
    return Map.of("x", new double[] {0.1 * t, -0.02 / t, 0.3 - 0.2 * update});
  }

  @Test
  void updatesAreThoseOfPyTorchAlsoAfterARestore() {
    Adam adam = new Adam(SETTINGS);
    Map<String, double[]> values = new HashMap<>(Map.of("x", new double[] {0.5, -1, 2}));
    for (int update = 0; update < PYTORCH.length; update++) {
      Adam resumed = new Adam(SETTINGS);
      if (update > 0) {
        resumed.restore(adam.state());
        adam = resumed;
      }
      adam.update(values, gradients(update));
      double[] found = requireNonNull(values.get("x"));
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(PYTORCH[update][i], within(1e-15));
      }
    }
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new AdamSettings(0, 0.5, 0.999, 1e-8, 0)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new AdamSettings(1, 0.5, 1, 1e-8, 0))
        .hasMessage("secondBeta must be at least 0 and below 1, was 1.0");
  }

  /** The published probabilities of P-DARTS' dropout for a start of 0.7. */
  @Test
  void dropoutOfIdentitiesFallsTwice() {
    IdentityDropoutPlan plan = new IdentityDropoutPlan(0.7, 25, 10, 4);
    assertThat(plan.probability(1)).isCloseTo(0.672, within(1e-12));
    assertThat(plan.probability(4)).isCloseTo(0.672, within(1e-12));
    assertThat(plan.probability(5)).isCloseTo(0.644, within(1e-12));
    assertThat(plan.probability(37)).isCloseTo(0.42, within(1e-12));
    assertThat(plan.probability(41)).isEqualTo(0.7);
    assertThat(plan.probability(45)).isCloseTo(0.573, within(5e-4));
    assertThat(plan.probability(100)).isCloseTo(0.0426, within(5e-5));
  }
}
