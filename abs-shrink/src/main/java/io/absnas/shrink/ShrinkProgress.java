package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.List;
import java.util.Optional;

/**
 * What a run has decided so far; with weights, velocities and base weights this is all that a
 * checkpoint needs.
 *
 * @param stage number of the stage that is being trained, from 0
 * @param choices ids of the ops left at each choice
 * @param baseId hash of the base weights
 * @param baseRefreshed whether the base weights have been replaced
 * @param history what was scored and dropped
 * @param firstAccuracy children after the first stage's training, once measured
 */
public record ShrinkProgress(
    int stage,
    List<List<String>> choices,
    String baseId,
    boolean baseRefreshed,
    History history,
    Optional<ChildrenAccuracy> firstAccuracy) {
  /** Copies the lists. */
  public ShrinkProgress {
    choices = choices.stream().map(List::copyOf).toList();
    requireNonNull(baseId, "baseId is null");
    requireNonNull(history, "history is null");
    requireNonNull(firstAccuracy, "firstAccuracy is null");
  }

  /** Before the first step. */
  static ShrinkProgress start(SearchSpace space, String baseId) {
    History history = new History(History.FORMAT, space.id(), ids(space.operations()), List.of());
    return new ShrinkProgress(0, choiceIds(space), baseId, false, history, Optional.empty());
  }

  ShrinkProgress withFirstAccuracy(Optional<ChildrenAccuracy> measured) {
    return new ShrinkProgress(stage, choices, baseId, baseRefreshed, history, measured);
  }

  ShrinkProgress withBase(String id) {
    return new ShrinkProgress(stage, choices, id, baseRefreshed, history, firstAccuracy);
  }

  /** What is left of the space. */
  SearchSpace spaceLeft(SearchSpace space) {
    return space.withChoices(
        choices.stream().map(ids -> ids.stream().map(CandidateOp::parse).toList()).toList());
  }

  /** Ids of the ops left at each choice. */
  static List<List<String>> choiceIds(SearchSpace space) {
    return space.choices().stream().map(ShrinkProgress::ids).toList();
  }

  private static List<String> ids(List<CandidateOp> ops) {
    return ops.stream().map(CandidateOp::id).toList();
  }
}
