package io.absnas.search.remote;

import java.time.Duration;
import java.util.Map;

/** Which queues a run has, and what the broker is to do with them. */
final class RunTopology {
  /** A queue that nobody has used for so long is deleted with all that is in it. */
  private static final long EXPIRES_MILLIS = Duration.ofDays(30).toMillis();

  /**
   * How long a job stays in an evaluator's own queue once that evaluator is gone. While it is there
   * the job is in its hands and does not age.
   */
  private static final long HELD_MILLIS = Duration.ofSeconds(10).toMillis();

  private static final long HELD_EXPIRES_MILLIS = Duration.ofDays(1).toMillis();

  private RunTopology() {}

  /** Makes the queues that are not there yet. */
  static void declare(BrokerSession session, RunQueues queues) throws BrokerLostException {
    Map<String, Object> plain = Map.of("x-expires", EXPIRES_MILLIS);
    session.declare(queues.jobs(), plain);
    session.declare(queues.results(), plain);
    session.declare(queues.dead(), plain);
    session.declare(queues.alive(), plain);
    session.declare(queues.notice(), Map.of("x-expires", EXPIRES_MILLIS, "x-max-length", 1));
  }

  /** Makes an evaluator's own queue, from which jobs go back to the others when it is gone. */
  static void declareHeld(BrokerSession session, RunQueues queues, String evaluator)
      throws BrokerLostException {
    session.declare(
        queues.held(evaluator),
        Map.of(
            "x-expires",
            HELD_EXPIRES_MILLIS,
            "x-message-ttl",
            HELD_MILLIS,
            "x-dead-letter-exchange",
            "",
            "x-dead-letter-routing-key",
            queues.jobs()));
  }
}
