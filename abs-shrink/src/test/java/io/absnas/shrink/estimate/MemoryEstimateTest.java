package io.absnas.shrink.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  /** 600 + 100 an image while climbing; 1500 were held when all steps were done. */
  private static final Readings TRAINING =
      new Readings(List.of(new Reading(4, 1, 1000), new Reading(8, 1, 1400)));

  private static long peak(Readings evaluation, int pass, long velocities, long moreHeap) {
    return MemoryEstimate.of(TRAINING, 16, evaluation, pass, velocities, 1500, 1700, moreHeap)
        .peakBytes();
  }

  @Test
  void trainingGrowsWithItsImages() {
    // 1500 and 8 images more, then the 200 that came later
    assertThat(peak(TRAINING, 16, 0, 0)).isEqualTo(1500 + 800 + 200);
    assertThat(peak(TRAINING, 16, 0, 50)).isEqualTo(1500 + 800 + 200 + 50);
    assertThat(peak(TRAINING, 16, 0, -50)).isEqualTo(1500 + 800 + 200);
  }

  @Test
  void theLargerOfTrainingAndEvaluationCounts() {
    // 500 + 10 an image
    Readings evaluation = new Readings(List.of(new Reading(10, 1, 600), new Reading(20, 1, 700)));
    assertThat(peak(evaluation, 20, 100, 0)).isEqualTo(2500);
    // 500 + 10 * 300, velocities, and what came later
    assertThat(peak(evaluation, 300, 100, 0)).isEqualTo(3500 + 100 + 200);
  }
}
