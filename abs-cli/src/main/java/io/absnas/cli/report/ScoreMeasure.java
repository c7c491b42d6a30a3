package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictYaml;
import io.absnas.shrink.MetricKind;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the scores of a shrinking are.
 *
 * @param by how the space is shrunk: {@code by angle}
 * @param axis name of an axis: {@code angle (rad)}
 * @param score what a score is: {@code mean angle in radians}
 */
public record ScoreMeasure(String by, String axis, String score) {
  /** The published one. */
  public static final ScoreMeasure ANGLE = of(MetricKind.ANGLE);

  /** Checks that all is there. */
  public ScoreMeasure {
    requireNonNull(by, "by is null");
    requireNonNull(axis, "axis is null");
    requireNonNull(score, "score is null");
  }

  /** The words for a metric. */
  public static ScoreMeasure of(MetricKind metric) {
    return switch (metric) {
      case ANGLE -> new ScoreMeasure("by angle", "angle (rad)", "mean angle in radians");
      case ACCURACY -> new ScoreMeasure("by accuracy", "top-1", "mean top-1 of a batch");
      case MAGNITUDE ->
          new ScoreMeasure("by magnitude", "share", "share by architecture parameters");
      case RANDOM -> new ScoreMeasure("at random", "random number", "random numbers");
    };
  }

  /**
   * That of a run's configuration.
   *
   * @throws IllegalArgumentException if it names none that is known
   * @throws io.absnas.core.run.AbsException of kind INPUT if it cannot be read
   */
  public static ScoreMeasure of(Path config) {
    String metric =
        StrictYaml.tree(config, ExitCode.INPUT)
            .at("/scoring/metric")
            .asText(MetricKind.ANGLE.name());
    return metric.isEmpty() ? ANGLE : of(MetricKind.valueOf(metric.toUpperCase(Locale.ROOT)));
  }
}
