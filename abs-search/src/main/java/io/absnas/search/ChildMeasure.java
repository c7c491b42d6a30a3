package io.absnas.search;

import io.absnas.core.space.Architecture;
import io.absnas.search.evolution.ChildOutcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Where the fitness of candidates comes from. */
@FunctionalInterface
interface ChildMeasure {
  /**
   * Measures candidates in any order and hands over what was found as it is found.
   *
   * @param candidates architectures by their index in the search
   * @param found takes outcomes by the same index, on the calling thread
   * @return false if a stop was asked for before the last one was measured
   */
  boolean measure(
      SortedMap<Integer, Architecture> candidates, Consumer<Map<Integer, ChildOutcome>> found);
}
