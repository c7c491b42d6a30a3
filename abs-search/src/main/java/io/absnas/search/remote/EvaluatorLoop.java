package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.HandlerHealth;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluator of a worker: keeps a session with the broker and takes one job at a time. The job
 * itself runs on a thread of its own, so that this one can answer for it.
 */
final class EvaluatorLoop implements Callable<Optional<WorkerReport.End>> {
  private static final Logger log = LoggerFactory.getLogger(EvaluatorLoop.class);

  private static final long SLICE_MILLIS = 200;

  private final Broker broker;
  private final RunQueues queues;
  private final WorkerSettings settings;
  private final String name;
  private final JobHandler handler;
  private final WorkerState state;
  private final Backoff backoff;
  private final NoticeBoard board;
  private final HandlerHealth health = new HandlerHealth();
  private final BrokerAbsence absence;
  private long busyNanos;

  /**
   * An evaluator.
   *
   * @param number of the evaluator in its worker, from 0
   */
  EvaluatorLoop(
      Broker broker,
      RunQueues queues,
      WorkerSettings settings,
      int number,
      JobHandler handler,
      WorkerState state) {
    this.broker = requireNonNull(broker, "broker is null");
    this.queues = requireNonNull(queues, "queues is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.name = settings.name() + "." + number;
    this.handler = requireNonNull(handler, "handler is null");
    this.state = requireNonNull(state, "state is null");
    this.backoff = new Backoff(name);
    this.board = new NoticeBoard(queues);
    this.absence = new BrokerAbsence(broker, System::nanoTime);
    state.joins(health);
  }

  /** Why it left; empty if it is of no use any more, but others of its worker are. */
  @Override
  public Optional<WorkerReport.End> call() {
    boolean ended = false;
    try (HandlerThread thread = new HandlerThread(handler, settings.name(), state::abandoning)) {
      busyNanos = System.nanoTime();
      Optional<WorkerReport.End> end = Optional.empty();
      while (end.isEmpty()) {
        end = session(thread);
      }
      ended = true;
      return end;
    } catch (UnsoundHandlerException e) {
      if (state.isLast(health)) {
        throw new AbsException(ExitCode.FAILED, name + ": " + e.getMessage(), e);
      }
      log.error("{} leaves, others of this worker go on: {}", name, e.getMessage());
      ended = true;
      return Optional.empty();
    } finally {
      if (!ended) {
        // The others would go on with nobody to tell of the failure.
        state.close();
      }
    }
  }

  /** From one connection to its loss; why to leave, if so. */
  private Optional<WorkerReport.End> session(HandlerThread thread) {
    try (BrokerSession session = BrokerSession.open(broker, "abs worker " + name)) {
      RunTopology.declare(session, queues);
      session.prefetch(1);
      log.info("{} is connected to {} for run {}", name, broker, queues.run());
      backoff.succeeded();
      return Optional.of(serve(session, thread));
    } catch (BrokerLostException e) {
      return lost(e);
    } finally {
      state.leavesPresence(this);
    }
  }

  private Optional<WorkerReport.End> lost(BrokerLostException e) {
    if (state.stopping()) {
      return Optional.of(WorkerReport.End.STOPPED);
    }
    absence.noticed(e, settings.patience());
    Duration delay = backoff.failed();
    log.warn("{}: {}; next try in {} ms", broker, e.reason(), delay.toMillis());
    long until = System.nanoTime() + delay.toNanos();
    try {
      while (System.nanoTime() < until && !state.stopping()) {
        Thread.sleep(SLICE_MILLIS);
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return Optional.of(WorkerReport.End.STOPPED);
    }
    return Optional.empty();
  }

  private WorkerReport.End serve(BrokerSession session, HandlerThread thread)
      throws BrokerLostException {
    JobDesk desk = new JobDesk(session, queues, settings, name, handler, state, board, health);
    board.look(session);
    board.requireFor(handler);
    attend(session);
    if (thread.inHand().isPresent()) {
      // Its message is with others again; its result is welcome all the same.
      desk.seeThrough(thread, Optional.empty());
    }
    desk.open();
    while (true) {
      attend(session);
      Optional<Received> message = desk.next();
      if (message.isPresent()) {
        desk.handle(message.get(), thread);
        busyNanos = System.nanoTime();
      } else {
        session.check();
        board.look(session);
        board.requireFor(handler);
      }
      absence.over();
      Optional<WorkerReport.End> end = end();
      if (end.isPresent()) {
        desk.leave();
        return end.get();
      }
    }
  }

  /** Counts as the worker where no other evaluator of it does. */
  private void attend(BrokerSession session) throws BrokerLostException {
    if (state.takesPresence(this)) {
      new Listening(session, queues.alive()).begin();
    }
  }

  private Optional<WorkerReport.End> end() {
    if (state.stopping() || Thread.currentThread().isInterrupted()) {
      return Optional.of(WorkerReport.End.STOPPED);
    }
    long idle = System.nanoTime() - busyNanos;
    if (settings.idle().filter(longest -> idle >= longest.toNanos()).isPresent()) {
      return Optional.of(WorkerReport.End.IDLE);
    }
    return board.isFinished() ? Optional.of(WorkerReport.End.FINISHED) : Optional.empty();
  }
}
