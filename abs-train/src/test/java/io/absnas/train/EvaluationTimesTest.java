package io.absnas.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EvaluationTimesTest {
  private static List<Long> times(
      Optional<Integer> epochs,
      Optional<Integer> steps,
      Optional<Integer> last,
      long stepsPerEpoch,
      long all) {
    EvaluationTimes times =
        new EvaluationTimes(
            new EvaluationConfig(200, epochs, steps, last, false), stepsPerEpoch, all);
    List<Long> found = new ArrayList<>();
    for (long step = times.next(0); found.isEmpty() || found.get(found.size() - 1) < all; ) {
      assertThat(times.due(step)).isTrue();
      found.add(step);
      step = times.next(step);
    }
    assertThat(times.count()).isEqualTo(found.size());
    return found;
  }

  @Test
  void theEndIsEvaluatedInAnyCase() {
    assertThat(times(Optional.empty(), Optional.empty(), Optional.empty(), 10, 35))
        .containsExactly(35L);
  }

  @Test
  void epochsStepsAndLastEpochsAddUp() {
    assertThat(times(Optional.of(2), Optional.empty(), Optional.empty(), 10, 60))
        .containsExactly(20L, 40L, 60L);
    assertThat(times(Optional.empty(), Optional.of(16), Optional.empty(), 10, 60))
        .containsExactly(16L, 32L, 48L, 60L);
    assertThat(times(Optional.of(3), Optional.of(30), Optional.of(2), 10, 60))
        .containsExactly(30L, 50L, 60L);
    // A last epoch that is not whole counts as one.
    assertThat(times(Optional.empty(), Optional.empty(), Optional.of(2), 10, 45))
        .containsExactly(40L, 45L);
  }

  @Test
  void theDartsProgramLooksEveryFifthEpochAndInTheLastNine() {
    List<Long> found =
        times(Optional.of(5), Optional.empty(), Optional.of(9), 2502, 250 * 2502L).stream()
            .map(step -> step / 2502)
            .toList();
    assertThat(found)
        .startsWith(5L, 10L)
        .endsWith(240L, 242L, 243L, 244L, 245L, 246L, 247L, 248L, 249L, 250L);
  }

  @Test
  void numbersMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> times(Optional.of(0), Optional.empty(), Optional.empty(), 1, 1))
        .withMessage("everyEpochs is 0, must be at least 1");
  }
}
