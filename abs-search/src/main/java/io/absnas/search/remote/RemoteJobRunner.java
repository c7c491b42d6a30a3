package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.jobs.JobRunner;
import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.AbsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs done by {@link RemoteWorker}s that share a broker with us. The broker may go and come back;
 * jobs that it has taken are its own, others are sent again, and a result that came twice counts
 * once.
 *
 * <p>A runner that starts takes over what an earlier one of the same run left: results that wait
 * are used, jobs that wait are forgotten, since whoever still wants them asks again. A result stays
 * with the broker until the next call.
 */
public final class RemoteJobRunner implements JobRunner {
  private static final Logger log = LoggerFactory.getLogger(RemoteJobRunner.class);

  /** How long the broker is tried at most when the first connection is made. */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(15);

  /** A broker needs two heartbeats, 40 s, to miss a searcher whose machine has died. */
  private static final Duration HELD_PATIENCE = Duration.ofSeconds(90);

  private static final Duration LEFTOVERS_PATIENCE = Duration.ofSeconds(5);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Jobs that are sent at a time: each time ends with the broker's word that it has them. */
  private static final int AT_A_TIME = 1000;

  private final Broker broker;
  private final Job like;
  private final RunQueues queues;
  private final RemoteLimits limits;
  private final Duration patience;
  private final Backoff backoff;
  private final SilenceWatch watch;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Job> pending = new LinkedHashMap<>();
  private final Map<String, Job> unsent = new LinkedHashMap<>();
  private final Map<String, JobResult> early = new HashMap<>();
  private final BrokerAbsence absence;
  private final List<JobResult> found = new ArrayList<>();
  private @Nullable Link link;
  private @Nullable Received collected;
  private long retryNanos;
  private RunStatus status = RunStatus.of(RunStatus.State.RUNNING, 0, 0, 0, 0, 0, Map.of());
  private boolean statusChanged = true;
  private boolean toldHeld;
  private long noticeNanos;

  /** A session and what came by it. */
  private record Link(BrokerSession session, BlockingQueue<Received> inbox) {}

  /**
   * Connects, and takes over what an earlier runner of the same run left.
   *
   * @param like a job of the run: all of its jobs have this run, kind and needs
   * @param patience how long a broker that is gone is waited for before the run ends
   * @throws AbsException of kind BROKER if the broker cannot be reached, does not let us in, or
   *     another searcher is at work on the run
   */
  public RemoteJobRunner(Broker broker, Job like, RemoteLimits limits, Duration patience) {
    this.broker = requireNonNull(broker, "broker is null");
    this.like = requireNonNull(like, "like is null");
    this.queues = new RunQueues(like.run());
    this.limits = requireNonNull(limits, "limits is null");
    this.patience = requireNonNull(patience, "patience is null");
    this.backoff = new Backoff("searcher " + like.run());
    this.watch = new SilenceWatch(queues, System.nanoTime());
    this.absence = new BrokerAbsence(broker, System::nanoTime);
    boolean begun = false;
    while (!begun) {
      begun = begin();
    }
  }

  /** One try to connect for the first time. */
  private boolean begin() {
    try {
      Link opened = open();
      try {
        takeOver(opened);
        sendNotice(opened.session());
        link = opened;
        absence.over();
        return true;
      } finally {
        if (link == null) {
          opened.session().close();
        }
      }
    } catch (BrokerLostException e) {
      boolean held = e.reason().equals(BrokerFailures.HELD);
      if (held && !toldHeld) {
        log.warn(
            "{}; waiting {} s, since a broker notices late that one has died",
            e.reason(),
            HELD_PATIENCE.toSeconds());
        toldHeld = true;
      }
      Duration longest = held ? HELD_PATIENCE : FIRST_PATIENCE;
      absence.noticed(e, patience.compareTo(longest) < 0 ? patience : longest);
      pause(backoff.failed());
      return false;
    }
  }

  private Link open() throws BrokerLostException {
    BrokerSession session = BrokerSession.open(broker, "abs search " + queues.run());
    BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    try {
      if (session.depth(queues.jobs()).isEmpty() && !pending.isEmpty()) {
        log.warn("the broker has lost the jobs of {}; they are handed in again", queues.run());
        unsent.putAll(pending);
      }
      RunTopology.declare(session, queues);
      session.prefetch(0);
      String unused = session.consume(queues.results(), true, inbox);
      backoff.succeeded();
      return new Link(session, inbox);
    } catch (BrokerLostException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Results first: a job whose result is here already need not be handed in. */
  private void takeOver(Link opened) throws BrokerLostException {
    long forgotten = opened.session().purge(queues.jobs());
    long deadline = System.nanoTime() + LEFTOVERS_PATIENCE.toNanos();
    // Whatever waited is on its way to us; the queue is empty when all of it has been sent.
    while (opened.session().depth(queues.results()).map(BrokerSession.Depth::ready).orElse(0L) > 0
        && System.nanoTime() < deadline) {
      pause(Duration.ofMillis(20));
    }
    @Nullable Received one = opened.inbox().poll();
    while (one != null) {
      take(opened, one);
      one = opened.inbox().poll();
    }
    if (forgotten > 0 || !early.isEmpty()) {
      log.info(
          "run {} goes on: {} results waited, {} jobs are forgotten unless asked for again",
          queues.run(),
          early.size(),
          forgotten);
    }
  }

  @Override
  public void submit(Job job) {
    if (!job.run().equals(like.run())
        || !job.kind().equals(like.kind())
        || !job.needs().equals(like.needs())) {
      throw new IllegalArgumentException(
          "run, kind and needs of the job are %s, %s, %s, but this runner is for %s, %s, %s"
              .formatted(
                  job.run(), job.kind(), job.needs(), like.run(), like.kind(), like.needs()));
    }
    release();
    if (!known.add(job.id())) {
      return;
    }
    pending.put(job.id(), job);
    @Nullable JobResult result = early.remove(job.id());
    if (result == null) {
      unsent.put(job.id(), job);
      watch.heard(System.nanoTime());
    } else {
      found.add(result);
    }
  }

  @Override
  public Optional<JobResult> collect(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    release();
    do {
      if (!found.isEmpty()) {
        return Optional.of(ended(found.remove(found.size() - 1)));
      }
      Optional<JobResult> result = look(deadline);
      if (result.isPresent()) {
        return result.map(this::ended);
      }
    } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
    return Optional.empty();
  }

  private JobResult ended(JobResult result) {
    pending.remove(result.job());
    unsent.remove(result.job());
    return result;
  }

  /** Sends what is unsent, waits a while for one message, repairs the connection if need be. */
  private Optional<JobResult> look(long deadline) {
    @Nullable Link open = link;
    if (open == null && System.nanoTime() < retryNanos) {
      pause(Duration.ofNanos(slice(Math.min(deadline, retryNanos))));
      return Optional.empty();
    }
    try {
      if (open == null) {
        open = open();
        link = open;
        log.info("connected to {} again", broker);
      }
      flush(open.session());
      absence.over();
      @Nullable Received one = open.inbox().poll(slice(deadline), TimeUnit.NANOSECONDS);
      if (one != null) {
        watch.heard(System.nanoTime());
        return take(open, one);
      }
      open.session().check();
      watch(open.session());
    } catch (BrokerLostException e) {
      if (open != null) {
        open.session().close();
        log.warn("{} is lost: {}", broker, e.reason());
      }
      link = null;
      collected = null;
      absence.noticed(e, patience);
      retryNanos = System.nanoTime() + backoff.failed().toNanos();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private static long slice(long deadline) {
    return Math.max(0, Math.min(SLICE_NANOS, deadline - System.nanoTime()));
  }

  private void flush(BrokerSession session) throws BrokerLostException {
    while (!unsent.isEmpty()) {
      List<Job> some = unsent.values().stream().limit(AT_A_TIME).toList();
      session.send(
          queues.jobs(), some.stream().map(job -> QueuedJob.of(job, limits).message()).toList());
      some.forEach(job -> unsent.remove(job.id()));
    }
    if (statusChanged && System.nanoTime() - noticeNanos >= NOTICE_NANOS) {
      sendNotice(session);
    }
  }

  private void sendNotice(BrokerSession session) throws BrokerLostException {
    session.send(queues.notice(), RunNotice.of(like, Instant.now(), status).toMessage());
    noticeNanos = System.nanoTime();
    statusChanged = false;
  }

  /** The result that a message holds if it is one that is waited for; others are done with. */
  private Optional<JobResult> take(Link from, Received message) throws BrokerLostException {
    JobResult result;
    try {
      result = JobCodec.result(message.body());
      if (!result.run().equals(queues.run())) {
        throw new MalformedMessageException("it is of run " + result.run());
      }
    } catch (MalformedMessageException e) {
      String reason = String.valueOf(e.getMessage());
      log.warn("put aside what is no result: {}", reason);
      from.session()
          .send(
              queues.dead(),
              DeadLetter.message(
                  message.id(), reason, message.queue(), "searcher", message.body()));
      from.session().acknowledge(message);
      return Optional.empty();
    }
    if (pending.containsKey(result.job())) {
      collected = message;
      return Optional.of(result);
    }
    if (!known.contains(result.job())) {
      early.putIfAbsent(result.job(), result);
    }
    from.session().acknowledge(message);
    return Optional.empty();
  }

  /** The caller has come back, so what it got last may be forgotten. */
  private void release() {
    @Nullable Received message = collected;
    @Nullable Link open = link;
    collected = null;
    if (message != null && open != null) {
      try {
        open.session().acknowledge(message);
      } catch (BrokerLostException e) {
        // It comes again and is then known to have come before.
        log.debug("a result could not be acknowledged: {}", e.reason());
      }
    }
  }

  private void watch(BrokerSession session) throws BrokerLostException {
    if (!pending.isEmpty() && watch.isSilent(session, System.nanoTime())) {
      log.info(
          "no result for long and no job waits at the broker: {} jobs are handed in again",
          pending.size());
      unsent.putAll(pending);
    }
  }

  @Override
  public int pending() {
    return pending.size();
  }

  @Override
  public void announce(RunStatus now) {
    status = requireNonNull(now, "status is null");
    statusChanged = true;
  }

  @Override
  public void close() {
    release();
    @Nullable Link open = link;
    link = null;
    if (open == null) {
      return;
    }
    try {
      if (statusChanged) {
        sendNotice(open.session());
      }
    } catch (BrokerLostException e) {
      log.debug("the last notice could not be sent: {}", e.reason());
    } finally {
      open.session().close();
    }
  }

  /** Hangs up as a process does that is killed. */
  void abandon() {
    @Nullable Link open = link;
    link = null;
    if (open != null) {
      open.session().close();
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
