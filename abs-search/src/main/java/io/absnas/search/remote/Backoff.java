package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import java.time.Duration;

/**
 * How long to wait before the broker is tried again: twice as long after every failure, up to a
 * bound, less a random part, so that workers that lost it together do not come back together.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final int DOUBLINGS = 6;

  private final RandomStreams streams;
  private int failures;

  /** Delays of whoever has this name. */
  Backoff(String name) {
    this.streams = RandomStreams.of(requireNonNull(name, "name is null").hashCode());
  }

  /** Counts a failure; the delay after it is from half to all of 0.5 s, 1 s, 2 s ... 32 s. */
  Duration failed() {
    double share = 0.5 + streams.stream("backoff", failures).nextDouble() / 2;
    long bound = FIRST.toMillis() << Math.min(failures, DOUBLINGS);
    failures++;
    return Duration.ofMillis(Math.round(bound * share));
  }

  /** The broker answered. */
  void succeeded() {
    failures = 0;
  }
}
