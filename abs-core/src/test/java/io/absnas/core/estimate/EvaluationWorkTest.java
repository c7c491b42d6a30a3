package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvaluationWorkTest {
  @Test
  void everyChildSeesHeldOutImagesTwiceAndRecalibrationImagesOnce() {
    EvaluationWork work = new EvaluationWork(50, 2000, 512, 0);
    assertThat(work.passedImages()).isEqualTo(50 * 4512);
    assertThat(work.passedImages(1)).isEqualTo(50 * 4512);
    // the slowest of eight measures seven children
    assertThat(work.passedImages(8)).isEqualTo(7 * 4512);
  }

  @Test
  void keptImagesArePreparedOnce() {
    assertThat(new EvaluationWork(50, 2000, 512, 1 << 20).preparedImages()).isEqualTo(2512);
    assertThat(new EvaluationWork(50, 2000, 512, 0).preparedImages()).isEqualTo(50 * 4512);
    // recalibration first: 488 held-out images are kept, 1512 are not
    assertThat(new EvaluationWork(50, 2000, 512, 1000).preparedImages())
        .isEqualTo(1000 + 50 * 2 * 1512);
    assertThat(new EvaluationWork(50, 2000, 512, 1000).keptBytes(3)).isEqualTo(3000);
    assertThat(new EvaluationWork(50, 2000, 512, 1 << 20).keptBytes(3)).isEqualTo(3 * 2512);
  }

  @Test
  void withoutChildrenThereIsNothing() {
    EvaluationWork none = new EvaluationWork(0, 2000, 512, 1000);
    assertThat(none.passedImages(4)).isZero();
    assertThat(none.preparedImages()).isZero();
    assertThat(none.keptBytes(3)).isZero();
  }
}
