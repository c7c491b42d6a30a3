package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.Architecture;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The update rules against training written out on plain arrays. */
final class SgdTest {
  private static final SmoothedCrossEntropy PLAIN = new SmoothedCrossEntropy(0);

  /** Ops of twelve steps: op 1 first appears at step 4 and rests for long in between. */
  private static final int[] OPS = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1};

  @Test
  void missingGradientsAreZeroOnceAWeightWasSampled() {
    // The settings of NAS-Bench-201, with a decay strong enough to be seen.
    compare(
        new SgdSettings(
            0.9,
            true,
            0.05,
            SgdSettings.ALL,
            GradientClip.None.NONE,
            ZeroGradientRule.MISSING_IS_ZERO),
        new HandSgd(true, true, 0.05, true),
        Double.POSITIVE_INFINITY);
  }

  @Test
  void weightsOffThePathAreLeftAlone() {
    for (ZeroGradientRule rule :
        List.of(ZeroGradientRule.SKIP_ZERO_GRADIENT, ZeroGradientRule.PATH_ONLY)) {
      compare(
          new SgdSettings(
              0.9, false, 0.05, SgdSettings.ALL_BUT_BATCH_NORM, GradientClip.None.NONE, rule),
          new HandSgd(false, false, 0.05, false),
          Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void gradientsAreScaledToTheirJointNorm() {
    compare(
        new SgdSettings(
            0.9,
            false,
            0.05,
            SgdSettings.ALL_BUT_BATCH_NORM,
            new GradientClip.ByNorm(0.3),
            ZeroGradientRule.PATH_ONLY),
        new HandSgd(false, false, 0.05, false),
        0.3);
  }

  @Test
  void valuesAreClampedOnBothSides() {
    SgdSettings settings =
        new SgdSettings(
            0,
            false,
            0,
            SgdSettings.ALL,
            new GradientClip.ByValue(1e-3),
            ZeroGradientRule.PATH_ONLY);
    try (LinearSupernet network = new LinearSupernet(DataType.FLOAT64);
        Replica replica = new Replica(network, TinySupernet.recipe(PLAIN, settings))) {
      replica.accumulate(1, batch(1), 0, 4, List.of(path(0)), 1);
      replica.update(1, 1);
      replica.finish();
      double[] moved = network.state().find("common.weight").orElseThrow().doubles();
      double[] start = LinearSupernet.initial("common.weight");
      // Every gradient entry of this batch is far above the limit, rows of opposite sign.
      for (int i = 0; i < moved.length; i++) {
        assertThat(Math.abs(moved[i] - start[i])).isCloseTo(1e-3, within(1e-15));
      }
      assertThat(moved[0] - start[0]).isCloseTo(start[3] - moved[3], within(1e-15));
    }
  }

  @Test
  void aZeroGradientOnThePathSkipsDecayMomentumAndVelocity() {
    HostBatch black = new HostBatch(new float[4 * 3], new int[] {0, 1, 0, 1}, 1, 1, 3);
    SgdSettings skip =
        new SgdSettings(
            0.9,
            false,
            0.5,
            SgdSettings.ALL,
            GradientClip.None.NONE,
            ZeroGradientRule.SKIP_ZERO_GRADIENT);
    try (LinearSupernet network = new LinearSupernet(DataType.FLOAT32);
        Replica replica = new Replica(network, TinySupernet.recipe(PLAIN, skip))) {
      // Black images give the weight matrices no gradient, but the bias one.
      replica.accumulate(1, black, 0, 4, List.of(path(0)), 1);
      replica.update(0.1, 1);
      replica.finish();
      NamedTensors state = network.state();
      for (String name : List.of("common.weight", "op.0.weight", "op.1.weight")) {
        float[] values = state.find(name).orElseThrow().floats();
        for (int i = 0; i < values.length; i++) {
          assertThat(values[i]).isEqualTo((float) LinearSupernet.initial(name)[i]);
        }
      }
      assertThat(replica.optimiser().velocities().names()).containsExactly("bias");
      assertThat(replica.optimiser().touched())
          .containsExactly("bias", "common.weight", "op.0.weight");
    }
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    for (SgdSettings settings :
        List.of(
            SgdSettings.mobileSupernet(),
            SgdSettings.nasBench201(),
            new SgdSettings(
                0.9,
                false,
                0,
                SgdSettings.ALL,
                new GradientClip.ByNorm(1),
                ZeroGradientRule.PATH_ONLY))) {
      for (float entry : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
        try (LinearSupernet network = new LinearSupernet(DataType.FLOAT32);
            Sgd optimiser = new Sgd(settings, network)) {
          NamedTensors before = network.state();
          Param bias = network.parameters().get(3);
          boolean large =
              Float.isFinite(entry) && !(settings.clip() instanceof GradientClip.ByNorm);
          List<NDArray> gradient =
              List.of(bias.value().getManager().create(new float[] {1, entry}));
          assertThat(optimiser.update(List.of(bias), gradient, 0.1)).isEqualTo(large);
          if (!large) {
            assertThat(TinySupernet.same(network.state(), before)).isTrue();
            assertThat(optimiser.velocities().names()).isEmpty();
            assertThat(optimiser.touched()).isEmpty();
            assertThat(optimiser.arrays()).isZero();
          }
        }
      }
    }
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() {
    try (LinearSupernet network = new LinearSupernet(DataType.FLOAT32);
        Sgd optimiser = new Sgd(SgdSettings.nasBench201(), network)) {
      NamedTensors unknown =
          NamedTensors.of(List.of(HostTensor.of("op.9.weight", List.of(1L), new float[1])));
      NamedTensors wrong =
          NamedTensors.of(List.of(HostTensor.of("bias", List.of(1L), new float[1])));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimiser.restore(unknown, Set.of()))
          .withMessageContaining("op.9.weight");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimiser.restore(wrong, Set.of()))
          .withMessageContaining("bias has shape [1]");
    }
  }

  private static void compare(SgdSettings settings, HandSgd hand, double clipNorm) {
    try (LinearSupernet network = new LinearSupernet(DataType.FLOAT64);
        Replica replica = new Replica(network, TinySupernet.recipe(PLAIN, settings))) {
      for (int i = 0; i < OPS.length; i++) {
        double rate = 0.2 * (1 - i / 20.0);
        HostBatch batch = batch(i);
        double loss = replica.accumulate(1, batch, 0, batch.count(), List.of(path(OPS[i])), 1)[0];
        replica.update(rate, 1);
        replica.finish();
        assertThat(loss).isCloseTo(hand.step(batch, OPS[i], rate, clipNorm), within(1e-12));
        NamedTensors state = network.state();
        hand.weights.forEach((name, values) -> close(state, name, values));
        NamedTensors velocities = replica.optimiser().velocities();
        assertThat(velocities.names())
            .containsExactlyInAnyOrderElementsOf(hand.velocities.keySet());
        hand.velocities.forEach((name, values) -> close(velocities, name, values));
      }
    }
  }

  private static void close(NamedTensors found, String name, double[] expected) {
    double[] values = found.find(name).orElseThrow().doubles();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(1e-12));
    }
  }

  private static SampledPath path(int code) {
    return SampledPath.of(new Architecture(List.of(LinearSupernet.SPACE.operations().get(code))));
  }

  /** Four images whose features are multiples of 1/8, so that single precision is exact. */
  private static HostBatch batch(int step) {
    float[] pixels = new float[4 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = ((7 * i + 5 * step) % 17 - 6) / 8f;
    }
    return new HostBatch(pixels, new int[] {0, 1, 1, step % 2}, 1, 1, 3);
  }
}
