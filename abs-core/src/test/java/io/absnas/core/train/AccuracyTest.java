package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AccuracyTest {
  @Test
  void countsTheLabelAmongTheLargestLogits() {
    double[] logits = {
      5, 4, 3, 2, 1, 0, // label 0: first
      5, 4, 3, 2, 1, 0, // label 4: fifth
      5, 4, 3, 2, 1, 0, // label 5: sixth
    };
    assertThat(Accuracy.of(logits, new int[] {0, 4, 5})).isEqualTo(new Accuracy(3, 1, 2));
  }

  @Test
  void theLowerClassWinsATie() {
    double[] logits = {1, 1, 0, 1, 1, 0};
    assertThat(Accuracy.of(logits, new int[] {0, 1})).isEqualTo(new Accuracy(2, 1, 2));
  }

  @Test
  void notANumberIsAMiss() {
    double[] logits = {Double.NaN, 1, Double.NaN, Double.NaN};
    assertThat(Accuracy.of(logits, new int[] {0, 1})).isEqualTo(new Accuracy(2, 0, 0));
  }

  @Test
  void batchesAddUpByImages() {
    Accuracy sum = new Accuracy(200, 150, 190).plus(new Accuracy(50, 0, 10));
    assertThat(sum.top1()).isEqualTo(0.6);
    assertThat(sum.top5()).isEqualTo(0.8);
  }
}
