package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ProgressReporter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs how far a scoring round is, if it takes longer than the time between two lines. */
final class ScoringReporter {
  private final Logger log;
  private final Duration interval;
  private ScoringWatch.@Nullable Part part;
  private int stage = -1;
  private @Nullable ProgressReporter progress;

  ScoringReporter(Logger log, Duration interval) {
    this.log = requireNonNull(log, "log is null");
    this.interval = requireNonNull(interval, "interval is null");
  }

  /** To be called often. */
  void update(int currentStage, ScoringWatch.Part current, long done, long total) {
    ProgressReporter reporter = progress;
    if (reporter == null || stage != currentStage || part != current) {
      String what = "stage " + currentStage + " " + current.name().toLowerCase(Locale.ROOT);
      reporter = new ProgressReporter(log, what, interval, System::nanoTime, total, 0);
      progress = reporter;
      stage = currentStage;
      part = current;
    }
    // the end of a part is no news: the drops follow at once
    if (done < total) {
      reporter.update(done);
    }
  }
}
