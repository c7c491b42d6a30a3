package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FitTest {
  @Test
  void equalLogitsLoseTheLogarithmOfTheClasses() {
    Fit fit = Fit.of(new double[] {7, 7, 7, 7, -3, -3, -3, -3}, new int[] {0, 3});
    assertThat(fit.loss()).isCloseTo(Math.log(4), within(1e-15));
    assertThat(fit.accuracy()).isEqualTo(new Accuracy(2, 1, 2));
  }

  @Test
  void lossIsTheMeanOverAllImages() {
    // softmax of (log 1, log 2, log 5) is (1/8, 2/8, 5/8)
    double[] logits = {Math.log(1), Math.log(2), Math.log(5)};
    Fit fit = Fit.NONE.plus(Fit.of(logits, new int[] {2})).plus(Fit.of(logits, new int[] {0}));
    assertThat(fit.loss()).isCloseTo((Math.log(8.0 / 5) + Math.log(8)) / 2, within(1e-14));
    assertThat(fit.accuracy().top1()).isEqualTo(0.5);
  }

  @Test
  void largeLogitsDoNotOverflow() {
    Fit fit = Fit.of(new double[] {5000, 0, 0, 5000}, new int[] {0, 0});
    assertThat(fit.lossSum()).isCloseTo(5000, within(1e-9));
  }
}
