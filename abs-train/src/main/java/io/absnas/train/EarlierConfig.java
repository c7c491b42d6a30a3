package io.absnas.train;

import static java.util.Objects.requireNonNull;

/**
 * A configuration that a run no longer goes by.
 *
 * @param configSha256 its hash
 * @param untilStep the last step that it held for
 */
public record EarlierConfig(String configSha256, long untilStep) {
  /** Checks that there is a hash. */
  public EarlierConfig {
    requireNonNull(configSha256, "configSha256 is null");
  }
}
