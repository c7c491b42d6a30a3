package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class LossScaleTest {
  @Test
  void doublesAfterTwoThousandUpdatesInARow() {
    LossScale scale = LossScale.START;
    for (int i = 0; i < 1999; i++) {
      scale = scale.updated();
      assertThat(scale.factor()).isEqualTo(65536);
    }
    assertThat(scale.updated()).isEqualTo(new LossScale(131072, 0, 0));
    assertThat(scale.overflowed().updated()).isEqualTo(new LossScale(32768, 1, 1));
  }

  @Test
  void halvesUntilItIsBelowOne() {
    LossScale scale = LossScale.START;
    for (int i = 0; i < 16; i++) {
      scale = scale.overflowed();
      assertThat(scale.exhausted()).isFalse();
    }
    assertThat(scale).isEqualTo(new LossScale(1, 0, 16));
    assertThat(scale.overflowed()).isEqualTo(new LossScale(0.5, 0, 17));
    assertThat(scale.overflowed().exhausted()).isTrue();
  }

  @Test
  void staysAFloat() {
    LossScale most = new LossScale(0x1p127, 1999, 0);
    assertThat(most.updated()).isEqualTo(new LossScale(0x1p127, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new LossScale(0x1p128, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new LossScale(0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new LossScale(1, 2000, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new LossScale(1, 0, -1));
  }
}
