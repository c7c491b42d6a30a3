package io.absnas.search;

import io.absnas.core.run.Provenance;
import java.util.ArrayList;
import java.util.List;

/** The files that a search is built on, by their hashes. */
final class SearchInputs {
  private SearchInputs() {}

  /** Shrunk space and given weights, as far as there are. */
  static List<Provenance.BuiltOn> of(SearchConfig values) {
    List<Provenance.BuiltOn> inputs = new ArrayList<>();
    String space = values.space().file();
    if (space != null) {
      inputs.add(Provenance.BuiltOn.of("space", space));
    }
    values
        .supernet()
        .ifPresent(
            given -> {
              inputs.add(Provenance.BuiltOn.of("weights", given.weights()));
              given
                  .initial()
                  .ifPresent(initial -> inputs.add(Provenance.BuiltOn.of("weights", initial)));
            });
    return List.copyOf(inputs);
  }
}
