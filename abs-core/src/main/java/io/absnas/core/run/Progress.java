package io.absnas.core.run;

import java.time.Duration;
import java.util.Locale;

/**
 * How far a loop is and how fast it goes; a value, advanced by {@link #at}.
 *
 * @param total units of work, at least 1
 * @param done units done, of them possibly some in an earlier session
 * @param nanos time of the last advance, from {@link System#nanoTime}
 * @param perSecond smoothed rate, 0 until it is known
 */
public record Progress(long total, long done, long nanos, double perSecond) {
  /** Rates are averaged over about this time, so that one slow step does not swing the forecast. */
  private static final double SMOOTHING_SECONDS = 30;

  public Progress {
    if (total < 1) {
      throw new IllegalArgumentException("total must be at least 1, was " + total);
    }
    if (done < 0 || done > total) {
      throw new IllegalArgumentException("done must be 0 to " + total + " (total), was " + done);
    }
    if (!(perSecond >= 0)) {
      throw new IllegalArgumentException("perSecond must be at least 0, was " + perSecond);
    }
  }

  /** At the start of a session that begins with {@code done} units already done. */
  public static Progress start(long total, long done, long nanos) {
    return new Progress(total, done, nanos, 0);
  }

  /** After {@code nowDone} units at {@code nowNanos}; without change of time nothing changes. */
  public Progress at(long nowDone, long nowNanos) {
    double seconds = (nowNanos - nanos) * 1e-9;
    if (seconds <= 0) {
      return this;
    }
    double measured = Math.max(0, nowDone - done) / seconds;
    double weight = perSecond == 0 ? 1 : 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
    return new Progress(total, nowDone, nowNanos, perSecond + weight * (measured - perSecond));
  }

  /** Time to the end at the present rate, {@link Duration#ZERO} if done or not known. */
  public Duration remaining() {
    return perSecond == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.round((total - done) / perSecond * 1000));
  }

  /** For example {@code 120/2400 (5.0 %), 12.3/s, 3m05s left}. */
  public String text() {
    String share = String.format(Locale.ROOT, "%d/%d (%.1f %%)", done, total, 100.0 * done / total);
    if (perSecond == 0) {
      return share;
    }
    String rate = String.format(Locale.ROOT, ", %.3g/s", perSecond);
    return done == total ? share + rate : share + rate + ", " + text(remaining()) + " left";
  }

  /**
   * The two largest units of a duration: {@code 12s}, {@code 3m05s}, {@code 2h07m}, {@code 4d03h}.
   */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }
    long minutes = seconds / 60;
    return minutes < 24 * 60
        ? String.format(Locale.ROOT, "%dh%02dm", minutes / 60, minutes % 60)
        : String.format(Locale.ROOT, "%dd%02dh", minutes / 1440, minutes / 60 % 24);
  }
}
