package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The published drops: shrinking of the two layered spaces and of NAS-Bench-201. */
class DropConfigTest {
  private static final DropConfig PUBLISHED = new DropConfig(DropConfig.Rule.PUBLISHED, null);

  @Test
  void dropsSevenOverallWhereLayersCanBeLeftOut() {
    assertThat(PUBLISHED.dropRule(TestSpaces.gpu21())).isEqualTo(new DropRule.LowestOverall(7));
  }

  @Test
  void dropsOnePerChoiceWhereEveryLayerKeepsEquallyMany() {
    assertThat(PUBLISHED.dropRule(TestSpaces.cpu19())).isEqualTo(new DropRule.LowestPerChoice(19));
  }

  @Test
  void dropsTwentyAtOnceFromNasBench201() {
    assertThat(PUBLISHED.dropRule(TestSpaces.nasbench201()))
        .isEqualTo(new DropRule.LowestOverall(20));
  }

  @Test
  void aCountOfOnesOwnKeepsTheRule() {
    assertThat(new DropConfig(DropConfig.Rule.PUBLISHED, 3).dropRule(TestSpaces.gpu21()))
        .isEqualTo(new DropRule.LowestOverall(3));
    assertThat(new DropConfig(DropConfig.Rule.PER_CHOICE, null).dropRule(TestSpaces.gpu21()))
        .isEqualTo(new DropRule.LowestPerChoice(21));
  }

  @Test
  void refusesACountOfZero() {
    assertThatThrownBy(() -> new DropConfig(DropConfig.Rule.GLOBAL, 0))
        .hasMessage("count must be at least 1, was 0");
  }
}
