package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.SearchSpace;
import java.util.Optional;

/** How a shrinking loop ended. */
public sealed interface ShrinkOutcome {
  /**
   * It was asked to stop and has written a checkpoint.
   *
   * @param step training steps done
   */
  record Interrupted(long step) implements ShrinkOutcome {}

  /**
   * It is finished.
   *
   * @param left the shrunk space
   * @param reason why it ended
   * @param state weights and history at the end
   * @param lastAccuracy children of the shrunk space
   */
  record Finished(
      SearchSpace left,
      StopReason reason,
      ShrinkState state,
      Optional<ChildrenAccuracy> lastAccuracy)
      implements ShrinkOutcome {
    /** Checks that all is there. */
    public Finished {
      requireNonNull(left, "left is null");
      requireNonNull(reason, "reason is null");
      requireNonNull(state, "state is null");
      requireNonNull(lastAccuracy, "lastAccuracy is null");
    }
  }
}
