package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an evaluator knows of the searcher's last words. */
final class NoticeBoard {
  private static final Logger log = LoggerFactory.getLogger(NoticeBoard.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A run that begins anew under the name of a finished one says so within this time. */
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int TRIES = 20;
  private static final long TRY_MILLIS = 50;

  private final RunQueues queues;
  private final long begun = System.nanoTime();
  private @Nullable RunNotice notice;
  private boolean sawItRun;
  private long looked = begun - LOOK_NANOS;

  NoticeBoard(RunQueues queues) {
    this.queues = requireNonNull(queues, "queues is null");
  }

  /** Looks now and then. */
  void look(BrokerSession session) throws BrokerLostException {
    if (System.nanoTime() - looked >= LOOK_NANOS) {
      looked = System.nanoTime();
      read(session).ifPresent(this::learn);
    }
  }

  private void learn(RunNotice read) {
    notice = read;
    sawItRun |= read.status().state() != RunStatus.State.FINISHED;
  }

  /** A job came, so the run goes on. */
  void sawWork() {
    sawItRun = true;
  }

  /** The message stays where it is; while somebody else reads it there seems to be none. */
  private Optional<RunNotice> read(BrokerSession session) throws BrokerLostException {
    Optional<Received> message = session.get(queues.notice());
    if (message.isEmpty()) {
      return Optional.empty();
    }
    try {
      RunNotice read = RunNotice.read(message.get().body());
      session.putBack(message.get());
      return Optional.of(read);
    } catch (MalformedMessageException e) {
      log.warn("deleted a notice that is none: {}", e.getMessage());
      session.acknowledge(message.get());
      return Optional.empty();
    }
  }

  /** Whether the run is known to be one for this handler; looks again if need be. */
  boolean isFor(BrokerSession session, JobHandler handler) throws BrokerLostException {
    for (int i = 0; notice == null && i < TRIES; i++) {
      read(session).ifPresent(this::learn);
      try {
        Thread.sleep(TRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return notice != null && notice.refusal(handler).isEmpty();
  }

  /**
   * Fails if the run is known not to be one for this handler.
   *
   * @throws AbsException of kind INPUT
   */
  void requireFor(JobHandler handler) {
    Optional<String> refusal = Optional.ofNullable(notice).flatMap(known -> known.refusal(handler));
    if (refusal.isPresent()) {
      throw foreign(refusal.get());
    }
  }

  /** What to throw at a run that is not ours. */
  AbsException foreign(String reason) {
    return new AbsException(
        ExitCode.INPUT, "this worker is not one for run %s: %s".formatted(queues.run(), reason));
  }

  /** Whether the run has its result; one that was finished before us may be about to begin anew. */
  boolean isFinished() {
    return notice != null
        && notice.status().state() == RunStatus.State.FINISHED
        && (sawItRun || System.nanoTime() - begun >= OLD_NANOS);
  }
}
