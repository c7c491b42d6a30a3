package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.List;

/**
 * One train-score-drop turn in {@code history.json}.
 *
 * @param stage number of the stage, from 0
 * @param epochs epochs that had been trained over the whole run when it was scored
 * @param steps training steps over the whole run when it was scored
 * @param sizeBefore architectures of the space that was trained and scored
 * @param sizeAfter architectures left
 * @param baseId hash of the weights that angles were measured from
 * @param baseRefreshed whether the current weights became the base after this stage
 * @param children different children measured
 * @param wholeSpace whether these are all children of the space, not a sample
 * @param tries children drawn to find them
 * @param scores every scored EdgeOp, in order of choices, then list order
 * @param drops what went, in the order it was dropped
 */
public record StageRecord(
    int stage,
    long epochs,
    long steps,
    BigInteger sizeBefore,
    BigInteger sizeAfter,
    String baseId,
    boolean baseRefreshed,
    int children,
    boolean wholeSpace,
    long tries,
    List<ScoreRecord> scores,
    List<DropRecord> drops) {
  /** Copies the lists. */
  public StageRecord {
    requireNonNull(sizeBefore, "sizeBefore is null");
    requireNonNull(sizeAfter, "sizeAfter is null");
    requireNonNull(baseId, "baseId is null");
    scores = List.copyOf(scores);
    drops = List.copyOf(drops);
  }
}
