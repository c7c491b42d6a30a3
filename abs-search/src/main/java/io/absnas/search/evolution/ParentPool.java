package io.absnas.search.evolution;

import io.absnas.core.space.Architecture;
import java.util.random.RandomGenerator;

/** Where parents come from. */
@FunctionalInterface
public interface ParentPool {
  /** Draws a parent, with replacement. */
  Architecture draw(RandomGenerator random);
}
