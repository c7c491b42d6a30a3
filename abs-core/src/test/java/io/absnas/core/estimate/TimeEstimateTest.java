package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.absnas.core.estimate.TimeEstimate.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeEstimateTest {
  @Test
  void isTheSumOfItsParts() {
    TimeEstimate time =
        new TimeEstimate(
            List.of(new Part("start", 1, 3), new Part("steps", 20, 0.5), new Part("none", 0, 9)));
    assertThat(time.seconds()).isEqualTo(13);
  }

  @Test
  void partsAreNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Part("steps", -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Part("steps", 1, Double.NaN));
  }
}
