package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.StrictJson;
import io.absnas.core.tensor.TensorEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger log = LoggerFactory.getLogger(RunProvenance.class);

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

  /**
   * Checks that a resumed run goes on with the files that it began with, wherever they lie now.
   *
   * @param builtOn the files as they are now
   * @throws AbsException of kind CHECKPOINT if one has another content
   */
  public static void requireSameFiles(RunDirectory directory, List<Provenance.BuiltOn> builtOn) {
    if (!Files.exists(directory.provenance())) {
      return;
    }
    List<Provenance.BuiltOn> before =
        StrictJson.read(directory.provenance(), Provenance.class).builtOn();
    for (int i = 0; i < Math.max(before.size(), builtOn.size()); i++) {
      String then = i < before.size() ? before.get(i).sha256() : "none";
      String now = i < builtOn.size() ? builtOn.get(i).sha256() : "none";
      if (!then.equals(now)) {
        Provenance.BuiltOn one = i < builtOn.size() ? builtOn.get(i) : before.get(i);
        throw new AbsException(
            ExitCode.CHECKPOINT,
            "%s: the run began with a file of kind %s whose hash is %s, %s now has %s: restore it, or begin another run"
                .formatted(directory.root(), one.kind(), then, one.file(), now));
      }
    }
  }

  /**
   * Checks that a resumed run goes on with the images that it began with, held-out ones too.
   *
   * @throws AbsException of kind CHECKPOINT if training or held-out images are others
   */
  public static void requireSameImages(RunDirectory directory, DataPair data) {
    requireSameTraining(directory, data);
    if (Files.exists(directory.provenance())) {
      Optional<String> before =
          StrictJson.read(directory.provenance(), Provenance.class).heldOutFingerprint();
      requireSame(directory, "held-out", before, data.heldOut().fingerprint());
    }
  }

  /**
   * Checks that a resumed run goes on with the training images that it began with; another decoder
   * is warned of.
   *
   * @throws AbsException of kind CHECKPOINT if they are others
   */
  public static void requireSameTraining(RunDirectory directory, DataPair data) {
    if (!Files.exists(directory.provenance())) {
      return;
    }
    Provenance provenance = StrictJson.read(directory.provenance(), Provenance.class);
    requireSame(directory, "training", provenance.dataFingerprint(), data.training().fingerprint());
    Optional<String> decoderBefore = provenance.runtime().decoder();
    if (!decoderBefore.equals(data.decoder())) {
      log.warn(
          "images were decoded by {} before and are by {} now: colours may differ by a grey level,"
              + " and so the weights",
          decoderBefore.orElse("nothing"),
          data.decoder().orElse("nothing"));
    }
  }

  private static void requireSame(
      RunDirectory directory, String part, Optional<String> before, String now) {
    if (before.isPresent() && !before.get().equals(now)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          "%s: the run began with %s images of fingerprint %s, the data set now has %s"
              .formatted(directory.root(), part, before.get(), now));
    }
  }
}
