package io.absnas.search;

import io.absnas.search.evolution.Brood;
import java.util.Collection;

/** What a search tells the world, in the order in which it happens. */
interface SearchOutput {
  /** A generation was made and will be evaluated. */
  void bred(SearchState state, Brood brood);

  /** Candidates were evaluated; the state must survive the end of the process. */
  void evaluated(SearchState state, Collection<Integer> indices);

  /** The last candidate of a generation was evaluated. */
  void generationDone(SearchState state);
}
