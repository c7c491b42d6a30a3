package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

/** How a search ended. */
public sealed interface ProxylessOutcome {
  /** It was asked to stop; a checkpoint says where it goes on. */
  record Interrupted() implements ProxylessOutcome {}

  /**
   * It is finished.
   *
   * @param result what was found
   */
  record Finished(ProxylessResult result) implements ProxylessOutcome {
    /** Checks that there is a result. */
    public Finished {
      requireNonNull(result, "result is null");
    }
  }
}
