package io.absnas.shrink;

import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;

/**
 * When the initial weights that angles are measured from are replaced by the current ones: once per
 * run, after the first stage at which the nominal number of drops exceeds a limit.
 *
 * @param afterDrops the limit, 50 in the reference; 0 means never
 */
public record BaseRefresh(int afterDrops) {
  /** The initial weights stay for the whole run. */
  public static final BaseRefresh NEVER = new BaseRefresh(0);

  private static final int PUBLISHED_LAYERED = 50;

  /** That of the kind of space: angles of cells are measured from the first weights throughout. */
  public static BaseRefresh published(SearchSpace space) {
    return space instanceof LayeredSpace ? new BaseRefresh(PUBLISHED_LAYERED) : NEVER;
  }

  /** Checks the limit. */
  public BaseRefresh {
    if (afterDrops < 0) {
      throw new IllegalArgumentException(
          "afterDrops must not be negative (0 is never), was " + afterDrops);
    }
  }

  /**
   * Whether to refresh after the drop of a stage.
   *
   * @param stage number of the stage, from 0
   * @param dropsPerStage nominal drops per stage
   * @param refreshed whether it has happened before
   */
  public boolean due(int stage, int dropsPerStage, boolean refreshed) {
    return afterDrops > 0 && !refreshed && (stage + 1L) * dropsPerStage > afterDrops;
  }
}
