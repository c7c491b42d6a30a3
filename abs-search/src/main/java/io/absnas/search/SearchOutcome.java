package io.absnas.search;

import static java.util.Objects.requireNonNull;

/** How a search ended. */
public sealed interface SearchOutcome {
  /** It was asked to stop; a checkpoint says where it goes on. */
  record Interrupted() implements SearchOutcome {}

  /**
   * It is finished.
   *
   * @param result what was found
   */
  record Finished(SearchResult result) implements SearchOutcome {
    /** Checks that there is a result. */
    public Finished {
      requireNonNull(result, "result is null");
    }
  }
}
