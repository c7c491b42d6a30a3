package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  /** 600 + 100 an image while climbing; 1500 were held when all steps were done. */
  private static final Readings TRAINING =
      new Readings(List.of(new Reading(4, 1, 1000), new Reading(8, 1, 1400)));

  private static long peak(long evaluated, long moreHeap) {
    return MemoryEstimate.of(TRAINING, 16, evaluated, 1500, 1700, moreHeap).peakBytes();
  }

  @Test
  void trainingGrowsWithItsImages() {
    // 1500 and 8 images more, then the 200 that came later
    assertThat(peak(0, 0)).isEqualTo(1500 + 800 + 200);
    assertThat(peak(0, 50)).isEqualTo(1500 + 800 + 200 + 50);
    assertThat(peak(0, -50)).isEqualTo(1500 + 800 + 200);
  }

  @Test
  void theLargerOfTrainingAndEvaluationCounts() {
    assertThat(peak(2300, 0)).isEqualTo(2500);
    assertThat(peak(2301, 0)).isEqualTo(2501);
  }

  @Test
  void theHeapIsFilledBeforeItGrows() {
    assertThat(MemoryEstimate.heapGrowth(100, 30, 20, 1000)).isEqualTo(50);
    assertThat(MemoryEstimate.heapGrowth(100, 30, 1e18, 1000)).isEqualTo(100);
    assertThat(MemoryEstimate.heapGrowth(100, 130, 0, 1000)).isEqualTo(130);
    assertThat(MemoryEstimate.heapGrowth(100, 5000, 0, 1000)).isEqualTo(1100);
    assertThat(MemoryEstimate.heapGrowth(0, 10, 50, -5)).isZero();
  }

  @Test
  void allReplicasEvaluateAtTheSameTime() {
    assertThat(MemoryEstimate.evaluated(500, 620, 1, 0)).isEqualTo(620);
    assertThat(MemoryEstimate.evaluated(500, 620, 4, 7)).isEqualTo(500 + 4 * 120 + 7);
    assertThat(MemoryEstimate.evaluated(500, 490, 4, 0)).isEqualTo(500);
  }
}
