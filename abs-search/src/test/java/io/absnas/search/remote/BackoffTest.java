package io.absnas.search.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waitsTwiceAsLongAfterEveryFailureUpToABound() {
    Backoff backoff = new Backoff("w");
    long bound = 500;
    for (int failure = 0; failure < 20; failure++) {
      assertThat(backoff.failed())
          .isBetween(Duration.ofMillis(bound / 2), Duration.ofMillis(bound));
      bound = Math.min(2 * bound, 32_000);
    }
    backoff.succeeded();
    assertThat(backoff.failed()).isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void workersDoNotComeBackTogether() {
    assertThat(new Backoff("a").failed()).isNotEqualTo(new Backoff("b").failed());
  }
}
