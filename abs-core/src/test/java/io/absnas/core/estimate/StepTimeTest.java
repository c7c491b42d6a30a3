package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepTimeTest {
  @Test
  void loadersWithProcessorsOfTheirOwnCostNothingWhileTheyKeepUp() {
    // 2 s of loading on 4 threads are ready after 0.5 s
    assertThat(StepTime.of(1, 2, 1, 4, 8)).isEqualTo(new StepTime(1, 0));
  }

  @Test
  void trainingWaitsForALoaderThatIsSlower() {
    // 12 s of loading on 4 threads take 3 s, of which training works for 1 s
    StepTime step = StepTime.of(1, 12, 1, 4, 8);
    assertThat(step.seconds()).isEqualTo(3);
    assertThat(step.waitShare()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void sharedProcessorsDoTheWorkOfBoth() {
    // two replicas busy for 1 s and 1 s of loading on two processors: 3 s of work
    assertThat(StepTime.of(1, 1, 2, 1, 2).seconds()).isEqualTo(1.5);
    // one processor: replicas cannot run beside each other, which the 1 s contains
    assertThat(StepTime.of(1, 1, 2, 1, 1).seconds()).isEqualTo(2);
  }

  @Test
  void moreLoaderThreadsThanProcessorsDoNotHelp() {
    assertThat(StepTime.of(0, 8, 1, 64, 4).seconds()).isEqualTo(2);
  }

  @Test
  void withoutImagesThereIsNothingToWaitFor() {
    assertThat(StepTime.ofTrainingAlone(0.7)).isEqualTo(new StepTime(0.7, 0));
  }
}
