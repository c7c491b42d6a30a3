package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architecture;
import io.absnas.search.evolution.Brood;
import io.absnas.search.evolution.ChildOutcome;
import io.absnas.search.evolution.Evolution;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A search over the children of a supernet: make a generation, evaluate it, over and over. What
 * comes next is a function of the state, and the order in which results arrive changes nothing.
 */
final class SearchLoop {
  private final Evolution evolution;
  private final ChildMeasure measure;
  private final SearchOutput output;
  private final BooleanSupplier stopRequested;
  private SearchState state;

  /**
   * A search that goes on from a state.
   *
   * @param stopRequested asked between candidates; true ends the loop
   */
  SearchLoop(
      Evolution evolution,
      ChildMeasure measure,
      SearchOutput output,
      BooleanSupplier stopRequested,
      SearchState state) {
    this.evolution = requireNonNull(evolution, "evolution is null");
    this.measure = requireNonNull(measure, "measure is null");
    this.output = requireNonNull(output, "output is null");
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    this.state = requireNonNull(state, "state is null");
  }

  /**
   * Runs to the end of the search, or until a stop is asked for.
   *
   * @return the state at the end; empty if it was stopped
   * @throws AbsException of kind FAILED if no candidate of the first generation can be evaluated
   */
  Optional<SearchState> run() {
    while (true) {
      SortedMap<Integer, Architecture> pending = new TreeMap<>();
      state.pending().forEach(index -> pending.put(index, state.architecture(index)));
      if (!pending.isEmpty()) {
        if (!measure.measure(pending, this::found)) {
          return Optional.empty();
        }
        output.generationDone(state);
      }
      requireSomeSuccess();
      Optional<Brood> next = evolution.next(state.generations());
      if (next.isEmpty()) {
        return Optional.of(state);
      }
      if (stopRequested.getAsBoolean()) {
        return Optional.empty();
      }
      state = state.with(next.get());
      output.bred(state, next.get());
    }
  }

  /** Where the search is. */
  SearchState state() {
    return state;
  }

  private void found(Map<Integer, ChildOutcome> outcomes) {
    state = state.with(outcomes);
    output.evaluated(state, outcomes.keySet());
  }

  private void requireSomeSuccess() {
    int evaluated = state.evaluated();
    if (evaluated > 0 && state.failed() == evaluated) {
      ChildOutcome first = state.evaluations().get(0).outcome();
      throw new AbsException(
          ExitCode.FAILED,
          "none of %d candidates could be evaluated; the first one: %s"
              .formatted(evaluated, ((ChildOutcome.Failed) first).reason()));
    }
  }
}
