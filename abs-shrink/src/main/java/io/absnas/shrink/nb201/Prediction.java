package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;

/** What one predictor says about every architecture; larger is better. */
public final class Prediction {
  /** Angle between initial and trained weights. */
  public static final String ANGLE = "angle";

  /** Angle between the weights after the first epoch and trained ones. */
  public static final String ANGLE_FROM_FIRST = "angle-from-epoch-1";

  /** Top-1 with the running statistics of the supernet's training. */
  public static final String ACCURACY = "accuracy";

  /** Top-1 with running statistics estimated anew for the architecture. */
  public static final String RECALIBRATED = "recalibrated-accuracy";

  /** Sum of the ranks by angle and by recalibrated accuracy. */
  public static final String SUM = "angle-plus-recalibrated-accuracy";

  private final String predictor;
  private final Optional<Source> source;
  private final double[] values;

  /**
   * Which weights a prediction comes from.
   *
   * @param supernet label of the supernet
   * @param seed of its training
   * @param epoch after which the weights were taken
   */
  public record Source(String supernet, long seed, long epoch) {
    /** Checks that there is a label. */
    public Source {
      requireNonNull(supernet, "supernet is null");
    }
  }

  /**
   * Keeps a copy of the values.
   *
   * @param predictor its name
   * @param source empty for what needs no weights
   * @param values one an architecture, in the order of the enumeration; NaN where there is none
   */
  public Prediction(String predictor, Optional<Source> source, double[] values) {
    this.predictor = requireNonNull(predictor, "predictor is null");
    this.source = requireNonNull(source, "source is null");
    this.values = values.clone();
  }

  /** Name of the predictor. */
  public String predictor() {
    return predictor;
  }

  /** Which weights it comes from; empty for what needs none. */
  public Optional<Source> source() {
    return source;
  }

  /** All values; a copy. */
  public double[] values() {
    return values.clone();
  }

  /** The values at some places of the enumeration. */
  public double[] at(int[] places) {
    return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
  }
}
