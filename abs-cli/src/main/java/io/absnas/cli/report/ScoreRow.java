package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The score of one EdgeOp at one stage.
 *
 * @param choice name of the choice
 * @param op id of the candidate op
 * @param score mean angle of the children that hold it, in radians
 * @param deviation standard deviation of these angles
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
    long children,
    OptionalDouble margin,
    OptionalInt dropped) {
  ScoreRow {
    requireNonNull(choice, "choice is null");
    requireNonNull(op, "op is null");
    requireNonNull(deviation, "deviation is null");
    requireNonNull(margin, "margin is null");
    requireNonNull(dropped, "dropped is null");
  }
}
