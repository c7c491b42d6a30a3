package io.absnas.shrink;

import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.StepReport;
import io.absnas.core.weights.NamedTensors;

/** What a shrinking loop tells the world, in the order in which it happens. */
public interface ShrinkOutput {
  /** The network has so many of its cells from the next step on. */
  void grown(long step, int cells, int of);

  /** A training step is done. */
  void stepped(int stage, StepReport report);

  /**
   * An epoch is done.
   *
   * @param epoch epochs done over the whole run
   * @param left the space that was trained
   * @param base the weights that angles are measured from
   * @param current the weights now
   */
  void epochDone(int stage, long epoch, SearchSpace left, NamedTensors base, NamedTensors current);

  /**
   * An evaluation of children begins, or one more child is measured. Called by any thread, one at a
   * time.
   *
   * @param done children measured so far, 0 at the beginning
   */
  void measuring(int stage, int done, int total);

  /** Children were measured. */
  void measured(int stage, long step, ChildrenAccuracy accuracy);

  /**
   * A stage is being scored; called many times a second.
   *
   * @param done of {@code total} units of this part of the round
   */
  void scoring(int stage, ScoringWatch.Part part, long done, long total);

  /** A stage was scored and dropped; {@code left} is the space after it. */
  void dropped(StageRecord stage, SearchSpace left);

  /** The state must survive the end of the process: called within and after every stage. */
  void checkpoint(ShrinkState state);

  /** The space and the history as they are after a stage, or when a run starts or is resumed. */
  void spaceAndHistory(SearchSpace left, History history);
}
