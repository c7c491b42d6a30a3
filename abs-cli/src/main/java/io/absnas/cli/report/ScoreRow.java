package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The score of one EdgeOp at one stage.
 *
 * @param choice name of the choice
 * @param op id of the candidate op
 * @param score mean angle of the children that hold it, in radians, or another measure
 * @param deviation standard deviation of these angles
 * @param quantiles smallest angle, those at the shares 0.05, 0.25, 0.5, 0.75 and 0.95, and the
 *     largest; none where there are none
 * @param children how many children were measured
 * @param margin distance to the cut between dropped and kept, in radians; absent where nothing was
 *     compared
 * @param dropped its place in the order of drops, from 1; absent when it was kept
 */
record ScoreRow(
    String choice,
    String op,
    double score,
    OptionalDouble deviation,
    List<Double> quantiles,
    long children,
    OptionalDouble margin,
    OptionalInt dropped) {
  ScoreRow {
    requireNonNull(choice, "choice is null");
    requireNonNull(op, "op is null");
    requireNonNull(deviation, "deviation is null");
    quantiles = List.copyOf(quantiles);
    requireNonNull(margin, "margin is null");
    requireNonNull(dropped, "dropped is null");
  }

  /** Whether the score says anything: without children it is 0, which is lower than any angle. */
  boolean isMeasured() {
    return children > 0 && Double.isFinite(score);
  }

  /** The score as text. */
  String scored() {
    return children > 0 ? "score " + Ticks.label(score) : "no children inside the window";
  }

  /** Everything about it in one sentence. */
  String spoken() {
    StringBuilder text = new StringBuilder(op + " at " + choice + ": " + scored());
    if (margin.isPresent() && isMeasured()) {
      text.append(", margin ").append(Ticks.label(margin.getAsDouble()));
    }
    text.append(dropped.isPresent() ? ", dropped as number " + dropped.getAsInt() : ", kept");
    return text.toString();
  }
}
