package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.SearchSpace;
import java.util.List;

/**
 * The same path at every step: a network trained alone.
 *
 * @param path what every step runs
 */
public record FixedPath(SampledPath path) implements PathSampler {
  /** Checks that there is a path. */
  public FixedPath {
    requireNonNull(path, "path is null");
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    Steps.check(step);
    return List.of(path);
  }
}
