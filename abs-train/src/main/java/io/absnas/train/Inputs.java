package io.absnas.train;

import io.absnas.core.run.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What of other runs or people a training is built on. */
final class Inputs {
  private Inputs() {}

  /** Space file and the run that found the architecture, each with its hash. */
  static List<Provenance.BuiltOn> builtOn(TrainConfig config) {
    List<Provenance.BuiltOn> inputs = new ArrayList<>();
    String space = config.space().file();
    if (space != null) {
      inputs.add(Provenance.BuiltOn.of("space", space));
    }
    NetworkConfig network = config.network();
    if (network.result().isPresent()) {
      inputs.add(
          new Provenance.BuiltOn(
              "run",
              Path.of(network.result().get()).resolve("result.json").toString(),
              network.resultSha256().orElseThrow()));
    }
    return inputs;
  }
}
