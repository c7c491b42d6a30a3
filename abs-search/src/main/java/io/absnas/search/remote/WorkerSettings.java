package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a worker behaves.
 *
 * @param name of the worker, for logs and for queues of its own; no two workers of a run share one
 * @param grace how long a job may still take after a stop was asked for, before it is handed back
 * @param idle how long the worker waits for a job before it leaves; for ever if empty
 * @param renewal how often a job that takes long is taken anew, which must be well below the time
 *     after which the broker takes back what was not acknowledged
 * @param patience how long a broker that is gone is waited for
 */
public record WorkerSettings(
    String name, Duration grace, Optional<Duration> idle, Duration renewal, Duration patience) {
  /** A RabbitMQ that was not told otherwise takes messages back after 30 minutes. */
  public static final Duration RENEWAL = Duration.ofMinutes(5);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

  /** Checks name and times. */
  public WorkerSettings {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name is '" + name + "', must match " + NAME);
    }
    requireNonNull(idle, "idle is null");
    if (grace.isNegative()
        || patience.isNegative()
        || idle.map(Duration::isNegative).orElse(false)) {
      throw new IllegalArgumentException("times must not be negative");
    }
    if (renewal.isNegative() || renewal.isZero()) {
      throw new IllegalArgumentException("renewal must be positive, was " + renewal);
    }
  }

  /** The usual times. */
  public static WorkerSettings of(String name) {
    return new WorkerSettings(
        name, Duration.ofSeconds(10), Optional.empty(), RENEWAL, Duration.ofHours(1));
  }
}
