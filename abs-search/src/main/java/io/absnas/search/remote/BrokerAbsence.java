package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Progress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * For how long a broker has been of no use: from the first failure after which nothing has
 * succeeded. A connection alone is no success, because a broker whose disk is full accepts
 * connections and takes no messages.
 */
final class BrokerAbsence {
  private final Broker broker;
  private final LongSupplier nanoTime;
  private OptionalLong since = OptionalLong.empty();

  BrokerAbsence(Broker broker, LongSupplier nanoTime) {
    this.broker = requireNonNull(broker, "broker is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  /** What was to be sent is with the broker. */
  void over() {
    since = OptionalLong.empty();
  }

  /**
   * Something has failed.
   *
   * @throws AbsException of kind BROKER if that has been so for too long
   */
  void noticed(BrokerLostException failure, Duration longest) {
    long now = nanoTime.getAsLong();
    long begin = since.orElse(now);
    since = OptionalLong.of(begin);
    Duration away = Duration.ofNanos(now - begin);
    if (away.compareTo(longest) >= 0) {
      throw new AbsException(
          ExitCode.BROKER,
          "%s: %s (tried for %s)".formatted(broker, failure.reason(), Progress.text(away)),
          failure);
    }
  }
}
