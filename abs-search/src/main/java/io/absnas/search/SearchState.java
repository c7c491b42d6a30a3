package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architecture;
import io.absnas.search.evolution.Brood;
import io.absnas.search.evolution.Candidate;
import io.absnas.search.evolution.ChildOutcome;
import io.absnas.search.evolution.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Everything that a search knows: its candidates in the order in which they were made, and what
 * became of those that have been evaluated. What comes next is a function of it.
 *
 * @param rows one per candidate, generation by generation
 */
public record SearchState(List<Row> rows) {
  /** Before the first generation. */
  public static final SearchState START = new SearchState(List.of());

  /**
   * One candidate.
   *
   * @param candidate what it is
   * @param outcome what became of it, once known
   */
  public record Row(Candidate candidate, Optional<ChildOutcome> outcome) {
    /** Checks that both are there. */
    public Row {
      requireNonNull(candidate, "candidate is null");
      requireNonNull(outcome, "outcome is null");
    }
  }

  /** Checks the order of the generations and that only the last one is under way. */
  public SearchState {
    rows = List.copyOf(rows);
    int last = rows.isEmpty() ? -1 : rows.get(rows.size() - 1).candidate().generation();
    int before = -1;
    for (Row row : rows) {
      int generation = row.candidate().generation();
      if (generation != before && generation != before + 1) {
        throw new IllegalArgumentException(
            "generation %d follows generation %d".formatted(generation, before));
      }
      if (generation < last && row.outcome().isEmpty()) {
        throw new IllegalArgumentException(
            "generation %d is not finished, but there is a later one".formatted(generation));
      }
      before = generation;
    }
  }

  /** The same with a new generation. */
  SearchState with(Brood brood) {
    List<Row> all = new ArrayList<>(rows);
    brood.candidates().forEach(one -> all.add(new Row(one, Optional.empty())));
    return new SearchState(all);
  }

  /** The same with what became of some candidates, by their index. */
  SearchState with(Map<Integer, ChildOutcome> outcomes) {
    List<Row> all = new ArrayList<>(rows);
    outcomes.forEach(
        (index, outcome) ->
            all.set(index, new Row(rows.get(index).candidate(), Optional.of(outcome))));
    return new SearchState(all);
  }

  /** Indices of the candidates that have not been evaluated. */
  List<Integer> pending() {
    return IntStream.range(0, rows.size())
        .filter(index -> rows.get(index).outcome().isEmpty())
        .boxed()
        .toList();
  }

  /** The architecture at an index. */
  Architecture architecture(int index) {
    return rows.get(index).candidate().architecture();
  }

  /** What has been evaluated, in order. */
  public List<Evaluation> evaluations() {
    return rows.stream()
        .filter(row -> row.outcome().isPresent())
        .map(row -> new Evaluation(row.candidate(), row.outcome().get()))
        .toList();
  }

  /** Number of candidates that have been evaluated or have failed. */
  public int evaluated() {
    return rows.size() - pending().size();
  }

  /** Number of candidates that have failed. */
  public int failed() {
    return (int)
        rows.stream()
            .filter(row -> row.outcome().filter(ChildOutcome.Failed.class::isInstance).isPresent())
            .count();
  }

  /** Number of the last generation, -1 before the first. */
  public int generation() {
    return rows.isEmpty() ? -1 : rows.get(rows.size() - 1).candidate().generation();
  }

  /** All generations; to be asked for when none is under way. */
  List<List<Evaluation>> generations() {
    if (!pending().isEmpty()) {
      throw new IllegalStateException("generation " + generation() + " is not finished");
    }
    List<List<Evaluation>> generations = new ArrayList<>();
    for (Evaluation one : evaluations()) {
      if (one.candidate().generation() == generations.size()) {
        generations.add(new ArrayList<>());
      }
      generations.get(one.candidate().generation()).add(one);
    }
    return generations;
  }
}
