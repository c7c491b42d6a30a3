package io.absnas.search;

import io.absnas.core.space.Architecture;
import io.absnas.search.evolution.ChildOutcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Angles of candidates, all at once: they cost microseconds.
 *
 * @param angle in radians
 */
record AngleMeasure(ToDoubleFunction<Architecture> angle) implements ChildMeasure {
  @Override
  public boolean measure(
      SortedMap<Integer, Architecture> candidates, Consumer<Map<Integer, ChildOutcome>> found) {
    Map<Integer, ChildOutcome> outcomes = new TreeMap<>();
    candidates.forEach(
        (index, one) -> outcomes.put(index, new ChildOutcome.Scored(angle.applyAsDouble(one))));
    found.accept(outcomes);
    return true;
  }
}
