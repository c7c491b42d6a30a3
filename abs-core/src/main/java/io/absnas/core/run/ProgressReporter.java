package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Logs the progress of one loop at intervals and at its end. Not safe for several threads. */
public final class ProgressReporter {
  /** Marks progress lines, which a terminal may show in place. */
  public static final Marker MARKER = MarkerFactory.getMarker("PROGRESS");

  private final Logger log;
  private final String what;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private Progress progress;

  /**
   * Starts the clock.
   *
   * @param log where lines go
   * @param what is counted, the first word of each line, for example {@code step}
   * @param interval between two lines
   * @param nanoTime clock, usually {@code System::nanoTime}
   */
  public ProgressReporter(
      Logger log, String what, Duration interval, LongSupplier nanoTime, long total, long done) {
    this.log = requireNonNull(log, "log is null");
    this.what = requireNonNull(what, "what is null");
    this.intervalNanos = interval.toNanos();
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.progress = Progress.start(total, done, nanoTime.getAsLong());
  }

  /** To be called after every unit; logs if the interval has passed or the work is done. */
  public void update(long done) {
    update(done, () -> "");
  }

  /**
   * The same with more to say.
   *
   * @param also end of the line; asked only if there is one
   */
  public void update(long done, Supplier<String> also) {
    long now = nanoTime.getAsLong();
    if (now - progress.nanos() >= intervalNanos || done == progress.total()) {
      progress = progress.at(done, now);
      log.info(MARKER, "{} {}{}", what, progress.text(), also.get());
    }
  }

  /** The state at the last line. */
  public Progress progress() {
    return progress;
  }
}
