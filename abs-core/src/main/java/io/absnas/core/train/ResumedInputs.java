package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run began with, by its {@code provenance.json}, against what it is to go on with. */
public final class ResumedInputs {
  private static final Logger log = LoggerFactory.getLogger(ResumedInputs.class);

  private final Path run;
  private final Optional<Provenance> begun;

  private ResumedInputs(Path run, Optional<Provenance> begun) {
    this.run = requireNonNull(run, "run is null");
    this.begun = requireNonNull(begun, "begun is null");
  }

  /**
   * Those of a run; one that was ended before it wrote them goes on with anything.
   *
   * @throws AbsException if {@code provenance.json} is damaged
   */
  public static ResumedInputs of(RunDirectory directory) {
    return of(directory.root());
  }

  /** The same of a run that has not been opened. */
  public static ResumedInputs of(Path run) {
    Path provenance = run.resolve("provenance.json");
    Optional<Provenance> begun =
        Files.exists(provenance)
            ? Optional.of(StrictJson.read(provenance, Provenance.class))
            : Optional.empty();
    return new ResumedInputs(run, begun);
  }

  private void warnOfOtherBuild() {
    BuildInfo now = BuildInfo.read();
    begun
        .map(Provenance::toolkit)
        .filter(then -> !then.equals(now))
        .ifPresent(
            then ->
                log.warn(
                    "the run was last at work with another build of ABS ({}, now {}): its result may be another one",
                    text(then),
                    text(now)));
  }

  private static String text(BuildInfo build) {
    return (build.version() + " " + build.commit().orElse("")).strip();
  }

  /**
   * Checks that the files have the contents that they had, wherever they lie now; another build of
   * ABS is warned of.
   *
   * @param now the files as they are
   * @return this
   * @throws AbsException of kind CHECKPOINT if one has another content
   */
  public ResumedInputs requireFiles(List<Provenance.BuiltOn> now) {
    warnOfOtherBuild();
    List<Provenance.BuiltOn> before = begun.map(Provenance::builtOn).orElse(now);
    for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
      String hashBefore = i < before.size() ? before.get(i).sha256() : "none";
      String hashNow = i < now.size() ? now.get(i).sha256() : "none";
      if (!hashBefore.equals(hashNow)) {
        Provenance.BuiltOn one = i < now.size() ? now.get(i) : before.get(i);
        throw new AbsException(
            ExitCode.CHECKPOINT,
            "%s: the run began with a file of kind %s whose hash is %s, %s now has %s: restore it, or begin another run"
                .formatted(run, one.kind(), hashBefore, one.file(), hashNow));
      }
    }
    return this;
  }

  /** Whether the run began with a file of this kind. */
  public boolean wereOf(String kind) {
    return begun.stream()
        .flatMap(provenance -> provenance.builtOn().stream())
        .anyMatch(file -> file.kind().equals(kind));
  }

  /**
   * Checks that the images are the same, held-out ones too.
   *
   * @throws AbsException of kind CHECKPOINT if training or held-out images are others
   */
  public void requireImages(DataPair now) {
    requireTraining(now);
    requireFingerprint(
        "held-out", begun.flatMap(Provenance::heldOutFingerprint), now.heldOut().fingerprint());
  }

  /**
   * Checks that the training images are the same; another decoder is warned of.
   *
   * @throws AbsException of kind CHECKPOINT if they are others
   */
  public void requireTraining(DataPair now) {
    requireFingerprint(
        "training", begun.flatMap(Provenance::dataFingerprint), now.training().fingerprint());
    Optional<String> decoder = now.decoder();
    Optional<String> decoderBefore =
        begun.map(provenance -> provenance.runtime().decoder()).orElse(decoder);
    if (!decoderBefore.equals(decoder)) {
      log.warn(
          "images were decoded by {} before and are by {} now: colours may differ by a grey level,"
              + " and so the weights",
          decoderBefore.orElse("nothing"),
          decoder.orElse("nothing"));
    }
  }

  private void requireFingerprint(String part, Optional<String> before, String now) {
    if (before.isPresent() && !before.get().equals(now)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          "%s: the run began with %s images of fingerprint %s, the data set now has %s"
              .formatted(run, part, before.get(), now));
    }
  }
}
