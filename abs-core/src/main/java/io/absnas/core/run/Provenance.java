package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a result comes from. Everything but {@code runtime} is the same whenever the same command
 * is run on the same inputs.
 *
 * @param toolkit version and commit
 * @param command command line as typed, without secrets
 * @param seed of all random streams
 * @param configSha256 hash of the run's {@code config.yaml}
 * @param dataFingerprint hash of the training images, absent if none were read
 * @param heldOutFingerprint hash of the held-out images, absent if none were read
 * @param builtOn inputs that other runs or people made: spaces, weights, results
 * @param runtime machine, engine and time
 */
public record Provenance(
    BuildInfo toolkit,
    List<String> command,
    long seed,
    String configSha256,
    Optional<String> dataFingerprint,
    Optional<String> heldOutFingerprint,
    List<BuiltOn> builtOn,
    RuntimeInfo runtime) {
  /**
   * One input.
   *
   * @param kind {@code space}, {@code weights}, {@code architecture} or {@code run}
   * @param file as given by the user
   * @param sha256 of its content
   */
  public record BuiltOn(String kind, String file, String sha256) {
    public BuiltOn {
      requireNonNull(kind, "kind is null");
      requireNonNull(file, "file is null");
      requireNonNull(sha256, "sha256 is null");
    }

    /**
     * The file as it is now.
     *
     * @throws AbsException of kind INPUT if it cannot be read
     */
    public static BuiltOn of(String kind, String file) {
      try {
        return new BuiltOn(kind, file, Sha256.of(Path.of(file)));
      } catch (IOException e) {
        throw new AbsException(
            ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
      }
    }
  }

  public Provenance {
    requireNonNull(toolkit, "toolkit is null");
    command = List.copyOf(command);
    requireNonNull(configSha256, "configSha256 is null");
    requireNonNull(dataFingerprint, "dataFingerprint is null");
    requireNonNull(heldOutFingerprint, "heldOutFingerprint is null");
    builtOn = List.copyOf(builtOn);
    requireNonNull(runtime, "runtime is null");
  }
}
