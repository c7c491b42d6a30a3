package io.absnas.search.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.jobs.SquareHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuedJobTest {
  private static final RemoteLimits LIMITS = new RemoteLimits(new RetryPolicy(3), 2);
  private static final QueuedJob QUEUED = QueuedJob.of(SquareHandler.job("run", 4), LIMITS);

  private static Received received(Message message, boolean redelivered) {
    return Received.of(1, "q", redelivered, message.properties(), message.body());
  }

  @Test
  void isReadAsItWasWritten() throws MalformedMessageException {
    QueuedJob later = new QueuedJob(QUEUED.job().retried(), 2, List.of("a", "b-1"), LIMITS);
    assertThat(QueuedJob.read(received(later.message(), false))).isEqualTo(later);
    assertThat(later.isLost()).isFalse();
  }

  @Test
  void hasOneMoreLossWhenSomebodyHadItAndIsGone() throws MalformedMessageException {
    QueuedJob twice = new QueuedJob(QUEUED.job(), 2, List.of(), LIMITS);
    QueuedJob again = QueuedJob.read(received(twice.message(), true));
    assertThat(again).isEqualTo(new QueuedJob(QUEUED.job(), 3, List.of(), LIMITS));
    assertThat(again.isLost()).isTrue();
    Message moved =
        new Message(
            Optional.empty(),
            Map.of("x-death", List.of(Map.of("reason", "expired"))),
            JobCodec.encode(QUEUED.job()));
    assertThat(QueuedJob.read(received(moved, false)).losses()).isEqualTo(1);
  }

  @Test
  void withoutCountersIsTriedOnce() throws MalformedMessageException {
    Message bare = new Message(Optional.empty(), Map.of(), JobCodec.encode(QUEUED.job()));
    QueuedJob queued = QueuedJob.read(received(bare, false));
    assertThat(queued.losses()).isZero();
    assertThat(queued.retried()).isEmpty();
  }

  @Test
  void refusesCountersThatAreNone() {
    for (Object value : new Object[] {"3", -1, 1001, 1L << 40}) {
      Message wrong =
          new Message(
              Optional.empty(), Map.of("abs-max-attempts", value), JobCodec.encode(QUEUED.job()));
      assertThatThrownBy(() -> QueuedJob.read(received(wrong, false)))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessage("header abs-max-attempts is '%s', must be 1 to 1000".formatted(value));
    }
  }
}
