package io.absnas.search.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.LayeredSpace;
import io.absnas.search.TestSpaces;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VariationTest {
  private static final LayeredSpace SPACE = TestSpaces.medium();

  @Test
  void mutationWithoutProbabilityIsTheParentAndStaysInTheSpace() {
    RandomGenerator random = RandomStreams.of(1).stream("test");
    Architecture parent = TestSpaces.at(SPACE, 0, 1, 2, 3, 0, 1);
    assertThat(Variation.mutate(SPACE, parent, 0, random)).isEqualTo(parent);
    for (int i = 0; i < 500; i++) {
      assertThat(SPACE.contains(Variation.mutate(SPACE, parent, 1, random))).isTrue();
    }
  }

  @Test
  void mutationDrawsAChoiceAgainWithItsProbability() {
    // A choice of k ops changes with probability p (1 - 1/k): 1/2 * 2/3 and 1/2 * 3/4.
    RandomGenerator random = RandomStreams.of(2).stream("test");
    Architecture parent = TestSpaces.at(SPACE, 0, 1, 2, 3, 0, 1);
    int draws = 20_000;
    int[] changed = new int[6];
    for (int i = 0; i < draws; i++) {
      Architecture child = Variation.mutate(SPACE, parent, 0.5, random);
      for (int choice = 0; choice < 6; choice++) {
        changed[choice] += child.ops().get(choice).equals(parent.ops().get(choice)) ? 0 : 1;
      }
    }
    assertThat(changed[0] / (double) draws).isCloseTo(1 / 3.0, within(0.015));
    for (int choice = 1; choice < 6; choice++) {
      assertThat(changed[choice] / (double) draws).isCloseTo(3 / 8.0, within(0.015));
    }
  }

  @Test
  void crossoverTakesEveryChoiceFromEitherParentEquallyOften() {
    RandomGenerator random = RandomStreams.of(3).stream("test");
    Architecture one = TestSpaces.at(SPACE, 0, 0, 0, 0, 0, 0);
    Architecture other = TestSpaces.at(SPACE, 1, 1, 1, 1, 1, 1);
    int draws = 20_000;
    int[] fromOne = new int[6];
    int[] patterns = new int[64];
    for (int i = 0; i < draws; i++) {
      Architecture child = Variation.cross(one, other, random);
      int pattern = 0;
      for (int choice = 0; choice < 6; choice++) {
        boolean first = child.ops().get(choice).equals(one.ops().get(choice));
        assertThat(first || child.ops().get(choice).equals(other.ops().get(choice))).isTrue();
        fromOne[choice] += first ? 1 : 0;
        pattern = 2 * pattern + (first ? 1 : 0);
      }
      patterns[pattern]++;
    }
    for (int count : fromOne) {
      assertThat(count / (double) draws).isCloseTo(0.5, within(0.015));
    }
    double expected = draws / 64.0;
    double chiSquare = 0;
    for (int count : patterns) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // Chi-square with 63 degrees of freedom exceeds 103.4 once in 1000 seeds.
    assertThat(chiSquare).isLessThan(103.4);
  }
}
