package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GateScheduleTest {
  private static List<Long> counts(int updates, long stepsPerEpoch) {
    GateSchedule.Spread spread = new GateSchedule.Spread(updates);
    return LongStream.rangeClosed(0, stepsPerEpoch)
        .map(done -> spread.done(done, stepsPerEpoch))
        .boxed()
        .toList();
  }

  /** Seven over three steps: 7/3 and 14/3 rounded down, then all. */
  @Test
  void moreUpdatesThanStepsAreSpreadOverTheSteps() {
    assertThat(counts(7, 3)).containsExactly(0L, 2L, 4L, 7L);
    assertThat(counts(300, 3)).containsExactly(0L, 100L, 200L, 300L);
    assertThat(counts(4, 3)).containsExactly(0L, 1L, 2L, 4L);
  }

  /** 4,809 steps in 300 parts: nine of 17 steps, then 291 of 16. */
  @Test
  void fewerUpdatesThanStepsStandAtTheEndsOfParts() {
    List<Long> published = counts(300, 4809);
    assertThat(published.get(16)).isZero();
    assertThat(published.get(17)).isEqualTo(1);
    assertThat(published.get(9 * 17)).isEqualTo(9);
    assertThat(published.get(9 * 17 + 15)).isEqualTo(9);
    assertThat(published.get(9 * 17 + 16)).isEqualTo(10);
    assertThat(published.get(4809)).isEqualTo(300);
    assertThat(counts(2, 5)).containsExactly(0L, 0L, 0L, 1L, 1L, 2L);
    assertThat(counts(3, 3)).containsExactly(0L, 1L, 2L, 3L);
  }
}
