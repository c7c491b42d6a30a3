package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LadderTest {
  /** All numbers of images that are tried if an image takes a tenth of a second. */
  private static List<Integer> climb(int goal, double secondsPerTrial) {
    Ladder ladder = new Ladder(goal, secondsPerTrial);
    List<Integer> tried = new ArrayList<>();
    OptionalInt images = OptionalInt.of(ladder.first());
    while (images.isPresent()) {
      tried.add(images.getAsInt());
      images = ladder.next(images.getAsInt(), 0.1 * images.getAsInt());
    }
    return tried;
  }

  @Test
  void doublesUpToTheGoal() {
    assertThat(climb(8, 1)).containsExactly(1, 2, 4, 8);
    assertThat(climb(11, 10)).containsExactly(1, 2, 4, 8, 11);
    assertThat(climb(1, 10)).containsExactly(1);
  }

  @Test
  void stopsBeforeATrialThatTakesTooLong() {
    assertThat(climb(512, 1)).containsExactly(1, 2, 4, 8);
    assertThat(climb(512, 0.8)).containsExactly(1, 2, 4, 8);
    assertThat(climb(512, 0.79)).containsExactly(1, 2, 4);
  }

  @Test
  void triesTwoAtLeast() {
    assertThat(climb(512, 0.001)).containsExactly(1, 2);
  }

  @Test
  void theLastStepMayBeShorterThanADoubling() {
    // 9 images take 0.9 s, 16 would take 1.6 s
    assertThat(climb(9, 1)).containsExactly(1, 2, 4, 8, 9);
  }
}
