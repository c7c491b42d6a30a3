package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to a job: a message that is not acknowledged, so that the broker gives it to somebody
 * else when we are gone.
 *
 * <p>The broker also takes it back when it has not been acknowledged for long (RabbitMQ: 30
 * minutes), whether we live or not. So before that a copy goes into a queue of our own, is fetched
 * from there and takes the place of the first message. Once we are gone the copy is back in that
 * queue, where it ages within seconds and is moved to the jobs of all.
 */
final class Claim {
  private static final Logger log = LoggerFactory.getLogger(Claim.class);

  private final BrokerSession session;
  private final RunQueues queues;
  private final String evaluator;
  private final QueuedJob queued;
  private final long renewalNanos;
  private Received message;
  private long nanos = System.nanoTime();
  private boolean renewed;

  /**
   * The claim that a message gives.
   *
   * @param evaluator name that nobody else in the run has
   * @param message as it came
   * @param queued the job in it
   * @param renewal age at which it is to be renewed
   */
  Claim(
      BrokerSession session,
      RunQueues queues,
      String evaluator,
      Received message,
      QueuedJob queued,
      Duration renewal) {
    this.session = requireNonNull(session, "session is null");
    this.queues = requireNonNull(queues, "queues is null");
    this.evaluator = requireNonNull(evaluator, "evaluator is null");
    this.message = requireNonNull(message, "message is null");
    this.queued = requireNonNull(queued, "queued is null");
    this.renewalNanos = renewal.toNanos();
  }

  /**
   * Takes the job anew if the claim is old.
   *
   * @param jobs paused first, for the broker would send the next job as soon as this message is
   *     acknowledged
   */
  void renewIfOld(Listening jobs) throws BrokerLostException {
    if (System.nanoTime() - nanos < renewalNanos) {
      return;
    }
    jobs.pause();
    String held = queues.held(evaluator);
    if (!renewed) {
      RunTopology.declareHeld(session, queues, evaluator);
      renewed = true;
    }
    session.send(held, queued.message());
    Optional<Received> copy = session.get(held);
    nanos = System.nanoTime();
    if (copy.isEmpty()) {
      // Fetching it took so long that it has gone to others. What we have is still ours.
      log.warn("job {} could not be held", queued.job().id());
      return;
    }
    session.acknowledge(message);
    message = copy.get();
    log.debug("job {} is held for another while", queued.job().id());
  }

  /** Gives it up: the job has ended, or others have it. */
  void release() throws BrokerLostException {
    session.acknowledge(message);
    if (renewed) {
      session.deleteIfEmpty(queues.held(evaluator));
    }
  }
}
