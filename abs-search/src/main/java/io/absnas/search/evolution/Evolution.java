package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architecture;
import java.util.List;
import java.util.Optional;

/**
 * A search as a function: from everything evaluated so far to what is evaluated next. Nothing else
 * needs to be remembered, so a search that was interrupted goes on as if it had not been.
 */
public final class Evolution {
  private final int generations;
  private final ParentSelection selection;
  private final Breeder breeder;

  /**
   * A search.
   *
   * @param generations how many are evaluated; 20 in the published searches
   */
  public Evolution(int generations, ParentSelection selection, Breeder breeder) {
    if (generations < 1) {
      throw new IllegalArgumentException("generations is " + generations + ", must be at least 1");
    }
    this.generations = generations;
    this.selection = requireNonNull(selection, "selection is null");
    this.breeder = requireNonNull(breeder, "breeder is null");
  }

  /**
   * What is evaluated next.
   *
   * @param done everything evaluated so far, generation by generation
   * @return empty if the search is over: all generations are done, or nothing new was found
   */
  public Optional<Brood> next(List<List<Evaluation>> done) {
    if (done.size() >= generations) {
      return Optional.empty();
    }
    List<Architecture> made =
        done.stream().flatMap(List::stream).map(one -> one.candidate().architecture()).toList();
    Brood brood = breeder.brood(done.size(), made, selection.pool(done));
    return brood.candidates().isEmpty() ? Optional.empty() : Optional.of(brood);
  }
}
