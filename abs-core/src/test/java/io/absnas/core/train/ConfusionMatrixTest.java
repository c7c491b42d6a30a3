package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.absnas.core.run.RandomStreams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {
  @Test
  void countsWhichClassIsTakenForWhich() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    double nan = Double.NaN;
    // Taken for 1, 0 (the lower one of equals), 2, none, 1.
    double[] logits = {0, 2, 1, 5, 5, 4, -3, nan, -1, nan, nan, nan, 0, 0.5, 0.4};
    matrix.add(logits, new int[] {1, 1, 2, 0, 2});
    assertThat(matrix.count(1, 1)).isEqualTo(1);
    assertThat(matrix.count(1, 0)).isEqualTo(1);
    assertThat(matrix.count(2, 2)).isEqualTo(1);
    assertThat(matrix.count(2, 1)).isEqualTo(1);
    assertThat(matrix.count(0, 0)).isZero();
    // Of three classes every logit that is a number is among the largest five.
    assertThat(matrix.of(0)).isEqualTo(new Accuracy(1, 0, 0));
    assertThat(matrix.of(1)).isEqualTo(new Accuracy(2, 1, 2));
    assertThat(matrix.of(2)).isEqualTo(new Accuracy(2, 1, 2));
    assertThat(matrix.accuracy()).isEqualTo(new Accuracy(5, 2, 4));
  }

  @Test
  void partsAddUpToTheWholeAndAgreeWithTheAccuracy() {
    int classes = 12;
    RandomGenerator random = RandomStreams.of(4).stream("logits");
    ConfusionMatrix whole = new ConfusionMatrix(classes);
    ConfusionMatrix sum = new ConfusionMatrix(classes);
    Accuracy expected = Accuracy.NONE;
    for (int batch = 0; batch < 5; batch++) {
      // Few different values, so that there are ties.
      double[] logits = random.ints(20L * classes, 0, 9).asDoubleStream().toArray();
      int[] labels = random.ints(20, 0, classes).toArray();
      whole.add(logits, labels);
      ConfusionMatrix part = new ConfusionMatrix(classes);
      part.add(logits, labels);
      sum.add(part);
      expected = expected.plus(Accuracy.of(logits, labels));
    }
    assertThat(whole.accuracy()).isEqualTo(expected);
    assertThat(sum.accuracy()).isEqualTo(expected);
    long all = 0;
    for (int label = 0; label < classes; label++) {
      assertThat(sum.of(label)).isEqualTo(whole.of(label));
      for (int found = 0; found < classes; found++) {
        assertThat(sum.count(label, found)).isEqualTo(whole.count(label, found));
        all += whole.count(label, found);
      }
    }
    assertThat(all).isEqualTo(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> whole.add(new ConfusionMatrix(3)))
        .withMessage("counts of 12 and 3 classes do not add up");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> whole.add(new double[5], new int[1]))
        .withMessage("5 logits for 1 images of 12 classes");
  }
}
