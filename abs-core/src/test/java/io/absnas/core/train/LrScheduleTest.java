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
  void aRisingLineIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LrSchedule.LinearToFloor(0.1, 0.2, 10))
        .withMessageContaining("0.2");
  }
}
