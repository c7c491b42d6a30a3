package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A DARTS supernet that has some of its cells.
 *
 * @param places of these cells among those of the whole supernet, ascending from 0
 * @param cells what they are and read, first to last
 */
public record DartsDepth(List<Integer> places, List<CellPlan> cells) {
  /** Copies the lists. */
  public DartsDepth {
    requireNonNull(places, "places is null");
    requireNonNull(cells, "cells is null");
    places = List.copyOf(places);
    cells = List.copyOf(cells);
    if (places.size() != cells.size()) {
      throw new IllegalArgumentException(
          "%d places for %d cells".formatted(places.size(), cells.size()));
    }
  }
}
