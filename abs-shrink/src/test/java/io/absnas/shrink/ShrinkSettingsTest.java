package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkSettingsTest {
  @ParameterizedTest
  @CsvSource({"1,1,1,1,3", "2,1,3,2,4", "3,2,5,4,3", "3,2,5,5,3", "3,2,5,1000,3", "4,1,7,3,0"})
  void countsTheCheckpointsThatTheLoopWrites(
      int first, int later, long stepsPerEpoch, int everySteps, int stages) {
    ShrinkSettings settings =
        new ShrinkSettings(
            GrowthPlan.NONE,
            first,
            later,
            stepsPerEpoch,
            new ScoringConfig(1, 1, 0, ChildSampling.OWN, Optional.empty(), Optional.empty()),
            new DropRule.LowestOverall(1),
            BaseRefresh.NEVER,
            new StopRule(BigInteger.ONE, stages),
            everySteps);
    // as the loop goes: within a stage at multiples of everySteps, and one at its end
    long step = 0;
    int written = 0;
    for (int stage = 0; stage < stages; stage++) {
      long until = step + (stage == 0 ? first : later) * stepsPerEpoch;
      while (step < until) {
        step++;
        written += step % everySteps == 0 && step < until ? 1 : 0;
      }
      written++;
    }
    assertThat(settings.checkpoints(stages)).isEqualTo(written);
  }
}
