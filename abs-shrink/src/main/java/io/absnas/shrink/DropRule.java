package io.absnas.shrink;

import io.absnas.core.space.EdgeOp;
import java.util.List;

/** How many EdgeOps go after a stage, and whether scores of different choices are compared. */
public sealed interface DropRule {

  /** What goes, in the order it is dropped. */
  List<EdgeOp> drops(List<ScoredOp> scores);

  /** Nominal drops per stage: what a {@link BaseRefresh} counts. */
  int count();

  /** Whether one ranking covers all choices. */
  boolean comparesChoices();

  /**
   * The lowest scores of the whole space.
   *
   * @param count EdgeOps dropped per stage; 7 in the reference's 21-layer space
   */
  record LowestOverall(int count) implements DropRule {
    /** Checks the count. */
    public LowestOverall {
      requirePositive(count);
    }

    @Override
    public List<EdgeOp> drops(List<ScoredOp> scores) {
      return OperatorDropper.lowest(scores, count);
    }

    @Override
    public boolean comparesChoices() {
      return true;
    }
  }

  /**
   * The lowest score of each choice, as strict fairness needs equally many candidates everywhere.
   *
   * @param count nominal drops per stage for the refresh rule, normally the number of choices
   */
  record LowestPerChoice(int count) implements DropRule {
    /** Checks the count. */
    public LowestPerChoice {
      requirePositive(count);
    }

    @Override
    public List<EdgeOp> drops(List<ScoredOp> scores) {
      return OperatorDropper.lowestPerChoice(scores);
    }

    @Override
    public boolean comparesChoices() {
      return false;
    }
  }

  private static void requirePositive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be positive, was " + count);
    }
  }
}
