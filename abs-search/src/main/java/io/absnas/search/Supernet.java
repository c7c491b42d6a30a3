package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trained supernet.
 *
 * @param weights parameters and running statistics
 * @param id of the weights
 * @param initial the weights that training started from, where they are known
 * @param steps training steps; 0 if it was trained elsewhere
 */
record Supernet(NamedTensors weights, String id, Optional<Initial> initial, long steps) {
  /**
   * Weights before training.
   *
   * @param weights the weights
   * @param id their id
   */
  record Initial(NamedTensors weights, String id) {
    Initial {
      requireNonNull(weights, "weights is null");
      requireNonNull(id, "id is null");
    }
  }

  Supernet {
    requireNonNull(weights, "weights is null");
    requireNonNull(id, "id is null");
    requireNonNull(initial, "initial is null");
  }

  /** One that files give. */
  static Supernet of(SupernetConfig given) {
    NamedTensors weights = WeightFiles.read(Path.of(given.weights()));
    Optional<Initial> initial =
        given
            .initial()
            .map(file -> WeightFiles.read(Path.of(file)))
            .map(read -> new Initial(read, WeightsId.of(read)));
    return new Supernet(weights, WeightsId.of(weights), initial, 0);
  }

  /** One that an earlier session of the run trained. */
  static Supernet of(SearchFiles files, SearchCheckpoint.Stage.Searching searching) {
    NamedTensors weights = files.readWeights(SearchFiles.SUPERNET, searching.supernetId());
    Optional<Initial> initial =
        searching
            .initialId()
            .map(id -> new Initial(files.readWeights(SearchFiles.INITIAL, id), id));
    return new Supernet(weights, searching.supernetId(), initial, searching.steps());
  }
}
