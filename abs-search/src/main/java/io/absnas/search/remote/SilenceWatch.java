package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to think of results that do not come: nobody works, which is said, or jobs got lost, which
 * are then handed in again. The latter is not known but supposed, after ever longer times.
 */
final class SilenceWatch {
  private static final Logger log = LoggerFactory.getLogger(SilenceWatch.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FIRST_WARNING_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FIRST_SUSPICION_NANOS = TimeUnit.MINUTES.toNanos(15);

  private final RunQueues queues;
  private long heard;
  private long looked;
  private long alone;
  private long warning = FIRST_WARNING_NANOS;
  private long suspicion = FIRST_SUSPICION_NANOS;

  SilenceWatch(RunQueues queues, long nanos) {
    this.queues = requireNonNull(queues, "queues is null");
    this.heard = nanos;
    this.looked = nanos;
    this.alone = nanos;
  }

  /** A result came, or jobs were handed in. */
  void heard(long nanos) {
    heard = nanos;
    suspicion = FIRST_SUSPICION_NANOS;
  }

  /** Looks now and then; true if it is time to hand jobs in again. */
  boolean isSilent(BrokerSession session, long nanos) throws BrokerLostException {
    if (nanos - looked < LOOK_NANOS) {
      return false;
    }
    looked = nanos;
    long workers = session.depth(queues.alive()).map(BrokerSession.Depth::consumers).orElse(0L);
    if (workers > 0) {
      alone = nanos;
      warning = FIRST_WARNING_NANOS;
    } else if (nanos - alone >= warning) {
      log.warn(
          "no worker for run {} yet: abs worker --run {} --broker ... --supernet ...",
          queues.run(),
          queues.run());
      warning *= 2;
    }
    long waiting = session.depth(queues.jobs()).map(BrokerSession.Depth::ready).orElse(0L);
    if (waiting > 0 || nanos - heard < suspicion) {
      return false;
    }
    heard = nanos;
    suspicion *= 2;
    return true;
  }
}
