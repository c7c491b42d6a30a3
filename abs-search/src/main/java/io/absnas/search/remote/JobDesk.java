package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.HandlerHealth;
import io.absnas.core.jobs.JobAttempt;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.MalformedMessageException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one evaluator does with the messages of one session. Whatever is to be sent about a job is
 * with the broker before the job's message is acknowledged, so nothing is lost when we vanish, and
 * what is sent twice is known by the job's id.
 */
final class JobDesk {
  private static final Logger log = LoggerFactory.getLogger(JobDesk.class);
  private static final Duration SLICE = Duration.ofMillis(200);

  private final BrokerSession session;
  private final RunQueues queues;
  private final WorkerSettings settings;
  private final String evaluator;
  private final JobHandler handler;
  private final WorkerState state;
  private final NoticeBoard board;
  private final JobOutbox outbox;
  private final Listening jobs;
  private final HandlerHealth health;

  /**
   * A desk to which no jobs come yet.
   *
   * @param evaluator name that nobody else in the run has
   * @param health of the handler, over all desks it sat at
   */
  JobDesk(
      BrokerSession session,
      RunQueues queues,
      WorkerSettings settings,
      String evaluator,
      JobHandler handler,
      WorkerState state,
      NoticeBoard board,
      HandlerHealth health) {
    this.session = requireNonNull(session, "session is null");
    this.queues = requireNonNull(queues, "queues is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.evaluator = requireNonNull(evaluator, "evaluator is null");
    this.handler = requireNonNull(handler, "handler is null");
    this.state = requireNonNull(state, "state is null");
    this.board = requireNonNull(board, "board is null");
    this.outbox = new JobOutbox(session, queues, settings.name(), state);
    this.jobs = new Listening(session, queues.jobs());
    this.health = requireNonNull(health, "health is null");
  }

  /** From now on jobs come. */
  void open() throws BrokerLostException {
    jobs.begin();
  }

  /** The next message, waiting for it for a moment. */
  Optional<Received> next() {
    return jobs.next(SLICE);
  }

  /** No jobs come any more; what came and was not begun goes back as it was. */
  void leave() throws BrokerLostException {
    jobs.pause();
    Optional<Received> message = jobs.next(Duration.ZERO);
    while (message.isPresent()) {
      try {
        outbox.job(QueuedJob.read(message.get()));
        session.acknowledge(message.get());
      } catch (MalformedMessageException e) {
        session.putBack(message.get());
      }
      message = jobs.next(Duration.ZERO);
    }
  }

  /**
   * Sees a message through.
   *
   * @throws io.absnas.core.run.AbsException of kind INPUT if the handler is not one for this run
   * @throws UnsoundHandlerException if everything goes wrong at the handler
   */
  void handle(Received message, HandlerThread thread) throws BrokerLostException {
    QueuedJob queued;
    try {
      queued = QueuedJob.read(message);
      if (!queued.job().run().equals(queues.run())) {
        throw new MalformedMessageException("it is of run " + queued.job().run());
      }
    } catch (MalformedMessageException e) {
      outbox.putAside(message, String.valueOf(e.getMessage()));
      session.acknowledge(message);
      return;
    }
    Optional<JobResult> before = state.recent().find(queued.job().id());
    Optional<String> refusal = JobAttempt.refusal(queued.job(), handler);
    if (before.isPresent()) {
      outbox.again(before.get());
      session.acknowledge(message);
    } else if (queued.isLost()) {
      outbox.ended(queued, queued.lost(settings.name()));
      session.acknowledge(message);
    } else if (QueuedJob.isLoss(message)) {
      // Counted now and tried when it comes again: should it end us too, that is known.
      log.debug("job {} has lost {} workers", queued.job().id(), queued.losses());
      outbox.job(queued);
      session.acknowledge(message);
    } else if (refusal.isPresent()) {
      refuse(message, queued, refusal.get());
    } else if (hasFailedHere(queued) && isForAnother(queued)) {
      outbox.job(queued);
      session.acknowledge(message);
      pause();
    } else {
      board.sawWork();
      thread.begin(queued);
      seeThrough(
          thread,
          Optional.of(new Claim(session, queues, evaluator, message, queued, settings.renewal())));
    }
  }

  /** Either the job does not belong to its run, or we do not. */
  private void refuse(Received message, QueuedJob queued, String reason)
      throws BrokerLostException {
    if (board.isFor(session, handler)) {
      JobOutcome failed = new JobOutcome.Failed(reason);
      outbox.ended(queued, queued.result(settings.name(), failed));
      session.acknowledge(message);
    } else {
      outbox.job(queued);
      session.acknowledge(message);
      throw board.foreign(reason);
    }
  }

  /**
   * Waits for the job in hand and sends what became of it.
   *
   * @param claim to the job; empty if it was lost with an earlier session, and so given to others
   */
  void seeThrough(HandlerThread thread, Optional<Claim> claim) throws BrokerLostException {
    QueuedJob queued = thread.inHand().orElseThrow();
    Optional<JobAttempt> ended = thread.attempt(SLICE);
    while (ended.isEmpty()) {
      session.check();
      if (claim.isPresent()) {
        claim.get().renewIfOld(jobs);
      }
      ended = thread.attempt(SLICE);
    }
    if (ended.get() instanceof JobAttempt.Finished finished) {
      health.right();
      outbox.ended(queued, finished.result());
    } else if (ended.get() instanceof JobAttempt.Broken broken) {
      boolean counts = (health.isTrusted() && !hasFailedHere(queued)) || !isForAnother(queued);
      health.wrong(queued.job());
      if (claim.isPresent() && health.isUseless()) {
        outbox.job(queued);
      } else if (claim.isPresent()) {
        wentWrong(queued.failedAt(settings.name()), broken, counts);
      }
    } else if (claim.isPresent()) {
      // Stopped, or not one for us: not to us again.
      jobs.pause();
      outbox.job(queued);
    }
    if (claim.isPresent()) {
      claim.get().release();
    }
    thread.forget();
    if (ended.get() instanceof JobAttempt.Broken broken) {
      if (health.isUseless()) {
        throw new UnsoundHandlerException(health.text(broken.reason()));
      }
      if (isForAnother(queued)) {
        pause();
      }
    }
    if (!state.stopping()) {
      jobs.begin();
    }
  }

  private void wentWrong(QueuedJob queued, JobAttempt.Broken broken, boolean counts)
      throws BrokerLostException {
    log.warn(
        "attempt {} at job {} went wrong: {}",
        queued.job().attempt(),
        queued.job().id(),
        broken.reason());
    Optional<QueuedJob> again = counts ? queued.retried() : Optional.of(queued);
    if (again.isPresent()) {
      outbox.job(again.get());
    } else {
      outbox.ended(
          queued,
          queued.limits().retries().givenUp(queued.job(), settings.name(), broken.reason()));
    }
  }

  private boolean hasFailedHere(QueuedJob queued) {
    return health.hasFailedAt(queued.job()) || queued.failedAt().contains(settings.name());
  }

  /**
   * Whether somebody else may do what we cannot: an evaluator of this worker, or a worker at which
   * the job has not gone wrong.
   */
  private boolean isForAnother(QueuedJob queued) throws BrokerLostException {
    if (state.hasAnother(health, queued.job()) && !queued.failedAt().contains(settings.name())) {
      return true;
    }
    long workers = session.depth(queues.alive()).map(BrokerSession.Depth::consumers).orElse(0L);
    return workers > queued.failedAt(settings.name()).failedAt().size();
  }

  /** Others come first. */
  private void pause() {
    long until = System.nanoTime() + health.pause().toNanos();
    try {
      while (System.nanoTime() < until && !state.stopping()) {
        Thread.sleep(SLICE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
