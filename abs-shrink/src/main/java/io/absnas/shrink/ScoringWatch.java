package io.absnas.shrink;

import java.util.concurrent.CancellationException;

/**
 * Follows a scoring round, which takes milliseconds or minutes, and may end it. Called from the
 * thread that scores, many times a second.
 */
@FunctionalInterface
public interface ScoringWatch {
  /** Nobody follows. */
  ScoringWatch NONE = (part, done, total) -> true;

  /** Parts of a round, one after the other. */
  enum Part {
    /** Children are found; counted are those that make scores, once for each op that they score. */
    CHILDREN,
    /** Angles of children. */
    ANGLES,
    /** Statistics of EdgeOps. */
    SCORES
  }

  /**
   * Says how far the round is.
   *
   * @param done of {@code total} units of this part
   * @return false to end the round without a result
   */
  boolean goesOn(Part part, long done, long total);

  /** Ends the work of the caller where the round is to end. */
  default void check(Part part, long done, long total) {
    if (!goesOn(part, done, total)) {
      throw new CancellationException("scoring was asked to stop");
    }
  }
}
