package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.LogConfig;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ProgressReporter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Gathers what training steps report: means over {@code log.every-steps} steps go to the metrics of
 * the run, progress, with the share of the time that training waited for images, to its log every
 * {@code log.every-seconds}. Not safe for use by several threads.
 */
public final class StepMetrics {
  private final MetricLog metrics;
  private final LogConfig settings;
  private final Logger log;
  private @Nullable ProgressReporter progress;
  private String progressOf = "";
  private double lossSum;
  private int lossCount;
  private double validationSum;
  private int validationCount;
  private DataWait sinceMetrics = DataWait.NONE;
  private DataWait sinceLine = DataWait.NONE;

  /**
   * Nothing gathered yet.
   *
   * @param log where lines of progress go
   */
  public StepMetrics(MetricLog metrics, LogConfig settings, Logger log) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.log = requireNonNull(log, "log is null");
  }

  /**
   * A step is done.
   *
   * @param what is counted, the first words of lines of progress; another one starts the clock anew
   * @param total steps after which that is done
   * @param epoch passes over the images done
   * @param also further scalars of this moment
   */
  public void stepped(
      String what, long total, double epoch, StepReport report, Map<String, Double> also) {
    report
        .validationLoss()
        .ifPresent(
            loss -> {
              validationSum += loss;
              validationCount++;
            });
    lossSum += report.loss();
    lossCount++;
    sinceMetrics = sinceMetrics.plus(report);
    sinceLine = sinceLine.plus(report);
    if (report.step() % settings.everySteps() == 0) {
      metrics.append(report.step(), epoch, means(report, also));
      lossSum = 0;
      lossCount = 0;
      validationSum = 0;
      validationCount = 0;
      sinceMetrics = DataWait.NONE;
    }
    if (!report.updated()) {
      log.info(
          "step {} left out: a gradient overflowed; the loss scale is {} from now on",
          report.step(),
          report.lossScale().map(LossScale::factor).orElse(1.0));
    }
    reporter(what, total, report.step()).update(report.step(), this::waitText);
  }

  /** Asked once for each line of progress, which tells the share since the last one. */
  private String waitText() {
    double share = sinceLine.share();
    sinceLine = DataWait.NONE;
    return String.format(Locale.ROOT, ", %.1f %% of it waiting for data", 100 * share);
  }

  private Map<String, Double> means(StepReport report, Map<String, Double> also) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train/loss", lossSum / lossCount);
    if (validationCount > 0) {
      values.put("architecture/loss", validationSum / validationCount);
    }
    values.put("train/learning-rate", report.learningRate());
    values.put("train/images-per-second", report.images() * lossCount / sinceMetrics.seconds());
    values.put("train/data-wait-share", sinceMetrics.share());
    values.putAll(also);
    report
        .lossScale()
        .ifPresent(
            scale -> {
              values.put("train/loss-scale", scale.factor());
              values.put("train/skipped-updates", (double) scale.skipped());
            });
    return values;
  }

  private ProgressReporter reporter(String what, long total, long step) {
    ProgressReporter reporter = progress;
    if (reporter == null || !progressOf.equals(what)) {
      reporter =
          new ProgressReporter(
              log,
              what,
              Duration.ofSeconds(settings.everySeconds()),
              System::nanoTime,
              total,
              step - 1);
      progress = reporter;
      progressOf = what;
    }
    return reporter;
  }
}
