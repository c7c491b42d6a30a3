package io.absnas.search.remote;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class BrokerAbsenceTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final AtomicLong seconds = new AtomicLong(1000);
  private final BrokerAbsence absence =
      new BrokerAbsence(
          Broker.of("amqp://host", Map.of(Broker.PASSWORD, "secret")),
          () -> seconds.get() * 1_000_000_000);
  private final BrokerLostException failure = new BrokerLostException("no space");

  @Test
  void whatHasSucceededBeforeDoesNotCount() {
    absence.over();
    seconds.addAndGet(3600);
    absence.noticed(failure, LONGEST);
    seconds.addAndGet(9);
    absence.noticed(failure, LONGEST);
    absence.over();
    seconds.addAndGet(5);
    absence.noticed(failure, LONGEST);
  }

  @Test
  void connectionsThatTakeNothingDoNotProlongIt() {
    for (int i = 0; i < 10; i++) {
      absence.noticed(failure, LONGEST);
      seconds.addAndGet(1);
    }
    assertThatThrownBy(() -> absence.noticed(failure, LONGEST))
        .hasMessageContaining("no space (tried for 10")
        .asInstanceOf(InstanceOfAssertFactories.type(AbsException.class))
        .extracting(AbsException::exitCode)
        .isEqualTo(ExitCode.BROKER);
  }
}
