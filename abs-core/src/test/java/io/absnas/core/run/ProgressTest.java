package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aSteadyRateIsReportedAsItIs() {
    Progress progress = Progress.start(1000, 0, 5);
    assertThat(progress.text()).isEqualTo("0/1000 (0.0 %)");
    for (int i = 1; i <= 20; i++) {
      progress = progress.at(10L * i, 5 + 2 * SECOND * i);
    }
    assertThat(progress.perSecond()).isCloseTo(5, within(1e-9));
    assertThat(progress.remaining()).isEqualTo(Duration.ofSeconds(160));
    assertThat(progress.text()).isEqualTo("200/1000 (20.0 %), 5.00/s, 2m40s left");
  }

  @Test
  void followsAChangeWithinAboutHalfAMinute() {
    Progress progress = Progress.start(1000, 0, 0).at(100, 10 * SECOND);
    // one time constant at the new rate covers 1 - 1/e of the way from 10 to 20 per second
    Progress later = progress.at(100 + 600, 40 * SECOND);
    assertThat(later.perSecond()).isCloseTo(20 - 10 / Math.E, within(1e-9));
  }

  @Test
  void earlierSessionsDoNotCountForTheRate() {
    Progress progress = Progress.start(1000, 900, 0).at(910, 10 * SECOND);
    assertThat(progress.perSecond()).isEqualTo(1);
    assertThat(progress.at(1000, 20 * SECOND).text()).startsWith("1000/1000 (100.0 %), ");
  }

  @Test
  void withoutTimeNothingChanges() {
    Progress progress = Progress.start(10, 0, 7);
    assertThat(progress.at(5, 7)).isEqualTo(progress);
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "59, 59s", "60, 1m00s", "3599, 59m59s", "7620, 2h07m", "356400, 4d03h"})
  void writesDurations(long seconds, String text) {
    assertThat(Progress.text(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void refusesMoreThanAll() {
    assertThatThrownBy(() -> Progress.start(10, 11, 0))
        .hasMessage("done must be 0 to 10 (total), was 11");
    assertThatThrownBy(() -> Progress.start(0, 0, 0)).hasMessage("total must be at least 1, was 0");
  }
}
