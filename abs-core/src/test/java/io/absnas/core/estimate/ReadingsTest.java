package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final Readings ONE = new Readings(List.of(new Reading(8, 0.9, 1000)));
  private static final Readings TWO =
      new Readings(List.of(new Reading(4, 0.5, 1000), new Reading(8, 0.9, 1400)));

  @Test
  void whatWasMeasuredIsTakenAsItIs() {
    assertThat(ONE.seconds(8)).isEqualTo(0.9);
    assertThat(ONE.bytes(8)).isEqualTo(1000);
    assertThat(TWO.bytes(8)).isEqualTo(1400);
  }

  @Test
  void theRestFollowsAlongALine() {
    // 0.1 + 0.1 an image; 600 + 100 an image
    assertThat(TWO.seconds(512)).isCloseTo(51.3, within(1e-9));
    assertThat(TWO.bytes(512)).isEqualTo(51_800);
    assertThat(TWO.images()).isEqualTo("4 and 8");
  }

  @Test
  void fromOneReadingTimeIsProportionalAndMemoryUnknown() {
    assertThat(ONE.seconds(16)).isCloseTo(1.8, within(1e-12));
    assertThat(ONE.bytes(16)).isEqualTo(1000);
  }

  @Test
  void readingsComeInOrder() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Readings(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Readings(List.of(new Reading(8, 1, 1), new Reading(4, 1, 1))));
  }
}
