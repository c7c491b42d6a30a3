package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

/** How a search ended. */
public sealed interface DartsOutcome {
  /** It was asked to stop; a checkpoint says where it goes on. */
  record Interrupted() implements DartsOutcome {}

  /**
   * It is finished.
   *
   * @param result what was found
   */
  record Finished(DartsSearchResult result) implements DartsOutcome {
    /** Checks that there is a result. */
    public Finished {
      requireNonNull(result, "result is null");
    }
  }
}
