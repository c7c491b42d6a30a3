package io.absnas.search;

import io.absnas.core.run.Provenance;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
      inputs.add(input("space", space));
    }
    values
        .supernet()
        .ifPresent(
            given -> {
              inputs.add(input("weights", given.weights()));
              given.initial().ifPresent(initial -> inputs.add(input("weights", initial)));
            });
    return List.copyOf(inputs);
  }

  private static Provenance.BuiltOn input(String kind, String file) {
    try {
      return new Provenance.BuiltOn(kind, file, Sha256.of(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
