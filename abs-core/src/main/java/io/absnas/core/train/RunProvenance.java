package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.StrictJson;
import io.absnas.core.tensor.TensorEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the result of a run comes from, as far as a command knows it before it has begun.
 *
 * @param command command line as typed
 * @param seed of all random streams
 * @param configSha256 hash of the configuration
 * @param device as configured
 * @param builtOn files of other runs or people that went in
 */
public record RunProvenance(
    List<String> command,
    long seed,
    String configSha256,
    String device,
    List<Provenance.BuiltOn> builtOn) {
  /** Copies the lists. */
  public RunProvenance {
    command = List.copyOf(command);
    requireNonNull(configSha256, "configSha256 is null");
    requireNonNull(device, "device is null");
    builtOn = List.copyOf(builtOn);
  }

  /**
   * Writes {@code provenance.json} of a run on these images, with machine, engine and time; needs
   * the engine.
   */
  public void write(RunDirectory directory, DataPair data) throws IOException {
    RuntimeInfo runtime =
        RuntimeInfo.of(
                Optional.of(TensorEngine.description()),
                device,
                TensorEngine.threads(),
                Instant.now())
            .withDecoder(data.decoder());
    write(
        directory,
        Optional.of(data.training().fingerprint()),
        Optional.of(data.heldOut().fingerprint()),
        runtime);
  }

  /** Writes {@code provenance.json} of a run on no images. */
  public void write(RunDirectory directory, RuntimeInfo runtime) throws IOException {
    write(directory, Optional.empty(), Optional.empty(), runtime);
  }

  private void write(
      RunDirectory directory,
      Optional<String> training,
      Optional<String> heldOut,
      RuntimeInfo runtime)
      throws IOException {
    StrictJson.write(
        directory.provenance(),
        new Provenance(
            BuildInfo.read(), command, seed, configSha256, training, heldOut, builtOn, runtime));
  }
}
