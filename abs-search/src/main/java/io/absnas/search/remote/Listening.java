package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Messages of one queue as they come, with pauses. Used by one thread. */
final class Listening {
  private final BrokerSession session;
  private final String queue;
  private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
  private @Nullable String consumer;

  /** Listens to nothing yet. */
  Listening(BrokerSession session, String queue) {
    this.session = requireNonNull(session, "session is null");
    this.queue = requireNonNull(queue, "queue is null");
  }

  /** From now on messages come. */
  void begin() throws BrokerLostException {
    if (consumer == null) {
      consumer = session.consume(queue, false, inbox);
    }
  }

  /** From now on none come; those that have come can still be taken. */
  void pause() throws BrokerLostException {
    @Nullable String listening = consumer;
    if (listening != null) {
      session.cancel(listening);
      consumer = null;
    }
  }

  /** The next message, waiting for it for a while. */
  Optional<Received> next(Duration patience) {
    try {
      return Optional.ofNullable(inbox.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
