package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Which libtorch this process loads, and why. Decided from the environment before anything is
 * loaded; docs/gpu.md explains the ways to choose.
 *
 * @param origin where it comes from
 * @param chosenBy the reason in a few words, {@code ABS_TORCH=/opt/torch}
 * @param folder the folder of an installed libtorch; empty for one that the engine unpacks itself
 * @param version version of libtorch, {@code 2.7.1}
 * @param flavour {@code cpu}, or {@code cu128} and the like for CUDA
 * @param withoutGpu why this library cannot use a GPU; empty where it may
 */
public record NativeLibrary(
    Origin origin,
    String chosenBy,
    Optional<Path> folder,
    String version,
    String flavour,
    Optional<String> withoutGpu) {
  /** Names a Python, a site-packages folder or a libtorch; the rest is read from there. */
  public static final String TORCH = "ABS_TORCH";

  /** Lets the engine download its library: {@code true}, {@code cpu} or {@code cu128}. */
  public static final String DOWNLOAD = "ABS_DOWNLOAD_ENGINE";

  /** DJL's own variable for the folder of libtorch. */
  public static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

  /** DJL's own variable for the version of libtorch. */
  public static final String VERSION = "PYTORCH_VERSION";

  /** DJL's own variable for the flavour of libtorch. */
  public static final String FLAVOUR = "PYTORCH_FLAVOR";

  private static final String CPU = "cpu";
  private static final String GUIDE = "; docs/gpu.md tells how to install one that fits";

  /** Where a libtorch comes from. */
  public enum Origin {
    /** The jar on the class path, which travels with ABS. */
    BUNDLED,
    /** A folder of an installed PyTorch or libtorch. */
    INSTALLED,
    /** The download that DJL makes on request. */
    DOWNLOADED
  }

  /**
   * The JNI library on the class path, which fits one version of libtorch only. It is host code
   * alone: one built for CUDA 12.8 joins a libtorch of any CUDA 12.
   *
   * @param version version of libtorch
   * @param cudaFlavour its CUDA flavour, {@code cu128}
   */
  record Bridge(String version, String cudaFlavour) {
    boolean joins(String build) {
      return build.matches("cu[0-9]+") && major(build).equals(major(cudaFlavour));
    }

    private static String major(String flavour) {
      return flavour.substring("cu".length(), flavour.length() - 1);
    }
  }

  /** Checks for nulls. */
  public NativeLibrary {
    requireNonNull(origin, "origin is null");
    requireNonNull(chosenBy, "chosenBy is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(version, "version is null");
    requireNonNull(flavour, "flavour is null");
    requireNonNull(withoutGpu, "withoutGpu is null");
  }

  /**
   * Decides.
   *
   * @param environment variables of the process
   * @param bridge the JNI library on the class path
   * @param bundled version and flavour of the library on the class path, if there is one
   * @param driver what the NVIDIA driver says
   * @param find finds an installation by variable and value, {@link TorchInstallation#find}
   * @throws AbsException of kind DEVICE with the reason if what was asked for cannot be loaded; of
   *     kind USAGE if a variable's value is not one of those allowed
   */
  static NativeLibrary choose(
      Map<String, String> environment,
      Bridge bridge,
      Optional<BundledLibrary> bundled,
      CudaDriver driver,
      BiFunction<String, String, TorchInstallation> find) {
    Optional<String> torch = value(environment, TORCH);
    Optional<String> path = value(environment, LIBRARY_PATH);
    if (torch.isPresent() && path.isPresent()) {
      throw new AbsException(
          ExitCode.USAGE, "%s and %s are both set; unset one".formatted(TORCH, LIBRARY_PATH));
    }
    if (torch.isPresent() || path.isPresent()) {
      String setting = torch.isPresent() ? TORCH : LIBRARY_PATH;
      TorchInstallation found = find.apply(setting, torch.or(() -> path).orElseThrow());
      return installed(setting, found, environment, bridge, driver);
    }
    Optional<String> download = value(environment, DOWNLOAD).filter(text -> !text.equals("false"));
    if (download.isPresent()) {
      return downloaded(download.get(), bridge, bundled, driver);
    }
    return bundled
        .map(library -> bundled(library, environment))
        .orElseThrow(
            () ->
                refused(
                    "no libtorch: none is on the class path, and %s is not set".formatted(TORCH)
                        + GUIDE));
  }

  /** What DJL has to be told. Variables of the environment come first there, so these agree. */
  Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put("ai.djl.offline", Boolean.toString(origin != Origin.DOWNLOADED));
    folder.ifPresent(
        path -> {
          properties.put(LIBRARY_PATH, path.toString());
          properties.put(VERSION, version);
        });
    if (origin != Origin.BUNDLED) {
      properties.put(FLAVOUR, flavour);
    }
    return properties;
  }

  /** Whether CUDA libraries are loaded. */
  public boolean cuda() {
    return flavour.startsWith("cu");
  }

  private static NativeLibrary installed(
      String setting,
      TorchInstallation found,
      Map<String, String> environment,
      Bridge bridge,
      CudaDriver driver) {
    String what =
        "%s: libtorch %s (%s) in %s"
            .formatted(setting, found.version(), found.build(), found.folder());
    Optional<String> version = value(environment, VERSION);
    if (version.isPresent() && !version.get().equals(found.version())) {
      throw refused("%s, but %s is %s; unset it".formatted(what, VERSION, version.get()));
    }
    if (!found.bridged() && !found.version().equals(bridge.version())) {
      throw refused(
          "%s, but the JNI library of ABS joins version %s only".formatted(what, bridge.version())
              + GUIDE);
    }
    Optional<String> withoutGpu = withoutGpu(found, bridge, driver);
    String flavour = CPU;
    if (withoutGpu.isEmpty()) {
      flavour = found.bridged() ? found.build() : bridge.cudaFlavour();
    }
    String wanted = value(environment, FLAVOUR).orElse(flavour);
    if (wanted.equals(CPU) && !flavour.equals(CPU)) {
      withoutGpu = Optional.of(FLAVOUR + " is cpu");
    } else if (!wanted.equals(flavour)) {
      throw refused(
          "%s, but %s is %s, must be %s or not set%s"
              .formatted(
                  what,
                  FLAVOUR,
                  wanted,
                  flavour.equals(CPU) ? CPU : flavour + ", cpu",
                  withoutGpu.map(reason -> ": " + reason).orElse("")));
    }
    return new NativeLibrary(
        Origin.INSTALLED,
        setting + "=" + environment.get(setting),
        Optional.of(found.folder()),
        found.version(),
        wanted,
        withoutGpu);
  }

  /** On a machine without a driver the CUDA part of a library cannot be loaded, the rest can. */
  private static Optional<String> withoutGpu(
      TorchInstallation found, Bridge bridge, CudaDriver driver) {
    if (!found.build().startsWith("cu")) {
      return Optional.of("it is a build for " + found.build());
    }
    if (!found.bridged() && !bridge.joins(found.build())) {
      return Optional.of(
          "it is a build for %s, and the JNI library of ABS for %s"
              .formatted(found.build(), bridge.cudaFlavour()));
    }
    return driver.problem();
  }

  private static NativeLibrary downloaded(
      String wanted, Bridge bridge, Optional<BundledLibrary> bundled, CudaDriver driver) {
    String cuda = bridge.cudaFlavour();
    if (!wanted.equals("true") && !wanted.equals(CPU) && !wanted.equals(cuda)) {
      throw new AbsException(
          ExitCode.USAGE, "%s is %s, must be true, cpu or %s".formatted(DOWNLOAD, wanted, cuda));
    }
    if (bundled.isPresent()) {
      throw refused(
          "%s is set, but the library on the class path comes first; scripts/abs leaves it out"
              .formatted(DOWNLOAD));
    }
    Optional<String> problem =
        wanted.equals(CPU) ? Optional.of(DOWNLOAD + " is cpu") : driver.problem();
    if (wanted.equals(cuda) && problem.isPresent()) {
      throw refused("%s is %s, but %s".formatted(DOWNLOAD, cuda, problem.get()));
    }
    return new NativeLibrary(
        Origin.DOWNLOADED,
        DOWNLOAD + "=" + wanted,
        Optional.empty(),
        bridge.version(),
        problem.isPresent() ? CPU : cuda,
        problem);
  }

  private static NativeLibrary bundled(BundledLibrary library, Map<String, String> environment) {
    Optional<String> version = value(environment, VERSION);
    if (version.isPresent() && !library.version().startsWith(version.get())) {
      throw refused(
          "%s is %s without %s, but the library that ships with ABS is %s; unset it"
              .formatted(VERSION, version.get(), LIBRARY_PATH, library.version()));
    }
    return new NativeLibrary(
        Origin.BUNDLED,
        "ships with ABS",
        Optional.empty(),
        library.version(),
        library.flavour(),
        library.flavour().equals(CPU) ? Optional.of("it has no CUDA") : Optional.empty());
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  private static AbsException refused(String message) {
    return new AbsException(ExitCode.DEVICE, message);
  }
}
