package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LrScheduleTest {
  private static final LrSchedule SPOS = new LrSchedule.LinearToFloor(0.25, 5e-4, 250 * 2404L);
  private static final LrSchedule FAIR = new LrSchedule.LinearToFloor(0.25, 5e-4, 200 * 2404L);

  @Test
  void theLineHasThePublishedRates() {
    assertThat(SPOS.rate(1)).isCloseTo(0.25 * (1 - 1 / 602_204.4088), within(1e-12));
    assertThat(SPOS.rate(100 * 2404L)).isCloseTo(0.1502, within(1e-9));
    assertThat(SPOS.rate(170 * 2404L)).isCloseTo(0.08034, within(1e-9));
    assertThat(FAIR.rate(100 * 2404L)).isCloseTo(0.12525, within(1e-9));
    assertThat(FAIR.rate(115 * 2404L)).isCloseTo(0.1065375, within(1e-9));
  }

  @Test
  void theLineEndsAtTheFloorAndStaysThere() {
    assertThat(SPOS.rate(601_000 - 1)).isGreaterThan(5e-4);
    assertThat(SPOS.rate(601_000)).isCloseTo(5e-4, within(1e-12));
    assertThat(SPOS.rate(700_000)).isCloseTo(5e-4, within(1e-6)).isEqualTo(SPOS.rate(900_000));
  }

  @Test
  void aLineToZeroMakesTheLastStepStandStill() {
    LrSchedule line = new LrSchedule.LinearToFloor(0.5, 0, 60_100);
    assertThat(line.rate(60_100)).isZero();
    assertThat(line.rate(60_101)).isZero();
    assertThat(line.rate(30_050)).isCloseTo(0.25, within(1e-15));
  }

  @Test
  void theRateIsThatOfTheGoldenSteps() {
    LrSchedule golden = new LrSchedule.LinearToFloor(0.001, 2e-6, 15);
    assertThat(golden.rate(1)).isCloseTo(0.0009334666666666667, within(1e-18));
    assertThat(golden.rate(2)).isCloseTo(0.0008669333333333333, within(1e-18));
  }

  @Test
  void theCosineChangesBetweenEpochsOnlyAndEndsAtTheMinimum() {
    LrSchedule cosine = new LrSchedule.CosinePerEpoch(0.025, 0.001, 250, 391);
    assertThat(cosine.rate(1)).isEqualTo(0.025);
    assertThat(cosine.rate(391)).isEqualTo(0.025);
    assertThat(cosine.rate(392)).isLessThan(0.025);
    // Middle of the cosine, and the last of 100 epochs, which the comparison cuts to 0.0168.
    assertThat(cosine.rate(125 * 391L + 1)).isCloseTo(0.013, within(1e-15));
    assertThat(cosine.rate(100 * 391L)).isCloseTo(0.0168, within(1e-4));
    assertThat(cosine.rate(250 * 391L)).isGreaterThan(0.001);
    assertThat(cosine.rate(250 * 391L + 1)).isEqualTo(0.001);
  }

  @Test
  void stepsCountFromOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> SPOS.rate(0)).withMessageContaining("0");
    assertThat(new LrSchedule.Constant(0.1).rate(7)).isEqualTo(0.1);
  }

  @Test
  void theCosineOfStepsIsThatOfPyTorch() {
    // CosineAnnealingLR(SGD(lr=0.5), T_max=8, eta_min=0.1), stepped after every update.
    double[] expected = {
      0.5,
      0.4847759065022574,
      0.4414213562373095,
      0.3765366864730180,
      0.3,
      0.2234633135269821,
      0.1585786437626905,
      0.1152240934977427
    };
    LrSchedule cosine = new LrSchedule.CosinePerStep(0.5, 0.1, 8);
    for (int i = 0; i < expected.length; i++) {
      assertThat(cosine.rate(i + 1)).isCloseTo(expected[i], within(1e-14));
    }
    assertThat(cosine.rate(9)).isEqualTo(0.1);
  }

  @Test
  void theLineOfDartsHasThePublishedRates() {
    LrSchedule line = new LrSchedule.DartsLine(0.25, 250, 2502);
    assertThat(line.rate(1)).isEqualTo(0.25);
    assertThat(line.rate(2502)).isEqualTo(0.25);
    assertThat(line.rate(2503)).isCloseTo(0.24898, within(5e-6));
    for (int epoch : new int[] {244, 245}) {
      assertThat(line.rate(epoch * 2502L + 1)).isCloseTo(0.0010204, within(5e-8));
    }
    assertThat(line.rate(246 * 2502L + 1)).isCloseTo(0.00081633, within(5e-9));
    assertThat(line.rate(250 * 2502L)).isCloseTo(0.00020408, within(5e-9));
    assertThat(line.rate(250 * 2502L + 1)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LrSchedule.DartsLine(0.25, 5, 10))
        .withMessageContaining("more than 5 epochs, had 5");
  }

  @Test
  void anExponentialRateFallsAfterEveryEpoch() {
    LrSchedule line = new LrSchedule.Exponential(0.1, 0.97, 10);
    assertThat(line.rate(10)).isEqualTo(0.1);
    assertThat(line.rate(11)).isCloseTo(0.097, within(1e-15));
    assertThat(line.rate(2491)).isCloseTo(0.1 * Math.exp(249 * Math.log(0.97)), within(1e-15));
  }

  @Test
  void aWarmUpLowersTheFirstRates() {
    LrSchedule line = new LrSchedule.DartsLine(0.25, 250, 10);
    LrSchedule byEpochs = new LrSchedule.WarmUp(line, 5, 10);
    for (int epoch = 0; epoch < 5; epoch++) {
      double expected = 0.25 * (245 - epoch) / 245 * (epoch + 1) / 5;
      assertThat(byEpochs.rate(epoch * 10L + 1)).isCloseTo(expected, within(1e-15));
      assertThat(byEpochs.rate(epoch * 10L + 10)).isCloseTo(expected, within(1e-15));
    }
    assertThat(byEpochs.rate(51)).isEqualTo(line.rate(51));
    LrSchedule cosine = new LrSchedule.CosinePerStep(1, 0, 100);
    LrSchedule bySteps = new LrSchedule.WarmUp(cosine, 2, 10);
    assertThat(bySteps.rate(1)).isCloseTo(0.05, within(1e-15));
    assertThat(bySteps.rate(10)).isCloseTo(0.5 * cosine.rate(10), within(1e-15));
    assertThat(bySteps.rate(20)).isEqualTo(cosine.rate(20));
  }

  @Test
  void aRisingLineIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LrSchedule.LinearToFloor(0.1, 0.2, 10))
        .withMessageContaining("0.2");
  }
}
