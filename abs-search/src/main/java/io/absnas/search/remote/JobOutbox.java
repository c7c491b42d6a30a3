package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an evaluator sends during one session. */
final class JobOutbox {
  private static final Logger log = LoggerFactory.getLogger(JobOutbox.class);

  private final BrokerSession session;
  private final RunQueues queues;
  private final String worker;
  private final WorkerState state;

  /**
   * An outbox.
   *
   * @param worker name for results and dead letters
   */
  JobOutbox(BrokerSession session, RunQueues queues, String worker, WorkerState state) {
    this.session = requireNonNull(session, "session is null");
    this.queues = requireNonNull(queues, "queues is null");
    this.worker = requireNonNull(worker, "worker is null");
    this.state = requireNonNull(state, "state is null");
  }

  /** A job for whoever is free. */
  void job(QueuedJob queued) throws BrokerLostException {
    session.send(queues.jobs(), queued.message());
  }

  /** The result of a job; a failure is put aside too, with the job. */
  void ended(QueuedJob queued, JobResult result) throws BrokerLostException {
    if (result.outcome() instanceof JobOutcome.Failed failed) {
      log.warn("job {} failed: {}", result.job(), failed.reason());
      session.send(
          queues.dead(),
          DeadLetter.message(
              Optional.of(result.job()),
              failed.reason(),
              queues.jobs(),
              worker,
              JobCodec.encode(queued.job())));
    }
    again(result);
    state.ended(result);
  }

  /** A result that was sent before. */
  void again(JobResult result) throws BrokerLostException {
    session.send(
        queues.results(),
        new Message(Optional.of(result.job()), Map.of(), JobCodec.encode(result)));
  }

  /** What is no job, or not one of this run, and why. */
  void putAside(Received message, String reason) throws BrokerLostException {
    log.warn("put aside what is no job of this run: {}", reason);
    session.send(
        queues.dead(),
        DeadLetter.message(message.id(), reason, message.queue(), worker, message.body()));
  }
}
