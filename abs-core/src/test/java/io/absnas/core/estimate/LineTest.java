package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void goesThroughBothPoints() {
    // 3 + 2 a image
    Line line = Line.through(4, 11, 8, 19);
    assertThat(line).isEqualTo(new Line(3, 2));
    assertThat(line.at(512)).isEqualTo(1027);
  }

  @Test
  void neverFallsAndNeverBeginsBelowZero() {
    assertThat(Line.through(4, 11, 8, 10)).isEqualTo(new Line(10, 0));
    // through both it would begin at -2
    assertThat(Line.through(1, 0, 2, 2)).isEqualTo(new Line(0, 1));
  }

  @Test
  void needsTwoDifferentNumbersOfImages() {
    assertThatIllegalArgumentException().isThrownBy(() -> Line.through(4, 1, 4, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Line(-1, 0));
  }
}
