package io.absnas.core.tensor;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done before the engine starts: choose the library, unpack it, tell DJL. The system
 * properties are DJL's only way to be told.
 *
 * @param library the choice
 * @param driver what the NVIDIA driver says
 * @param cache folder that native libraries are unpacked into
 * @param folder the folder below the cache that DJL looks in
 * @param files what has to be there, by name
 */
record NativeSetup(
    NativeLibrary library, CudaDriver driver, Path cache, String folder, Map<String, URL> files) {
  private static final String CUDA_FLAVOUR = "cu128";
  private static final String SYSTEM = "linux-x86_64";
  private static final String BRIDGE = "libdjl_torch.so";

  /** For this process's environment and class path. */
  static NativeSetup ofProcess() {
    Platform.ofProcess()
        .problem()
        .ifPresent(
            problem -> {
              throw new AbsException(ExitCode.DEVICE, problem);
            });
    return of(System.getenv(), CudaDriver.probe());
  }

  static NativeSetup of(Map<String, String> environment, CudaDriver driver) {
    Optional<BundledLibrary> bundled = BundledLibrary.onClassPath();
    NativeLibrary library =
        NativeLibrary.choose(environment, bridge(), bundled, driver, TorchInstallation::find);
    String folder = "pytorch/" + library.version() + "-" + library.flavour() + "-" + SYSTEM;
    Map<String, URL> files = new LinkedHashMap<>();
    switch (library.origin()) {
      case BUNDLED -> {
        folder = "pytorch/" + bundled.orElseThrow().folder();
        putBridge(files, library.flavour());
        files.putAll(bundled.orElseThrow().contents());
      }
      case INSTALLED -> {
        if (!Files.exists(library.folder().orElseThrow().resolve(BRIDGE))) {
          putBridge(files, library.flavour());
        }
      }
      case DOWNLOADED -> {}
    }
    Path cache = EngineCache.choose(places(environment), folder, files);
    return new NativeSetup(library, driver, cache, folder, files);
  }

  /** Unpacks the library and sets the properties that DJL reads. */
  void apply() {
    // DJL takes a folder that holds the JNI library for a whole download, and keeps it.
    Path own =
        library.origin() == NativeLibrary.Origin.DOWNLOADED ? cache.resolve("download") : cache;
    EngineCache.unpack(cache.resolve(folder), files);
    System.setProperty("DJL_CACHE_DIR", own.toString());
    library.properties().forEach(System::setProperty);
    library.folder().flatMap(NativeSetup::cudaRuntime).ifPresent(NativeSetup::load);
  }

  /**
   * The CUDA runtime that belongs to a libtorch. DJL asks whichever runtime it finds first on the
   * library path, and libtorch would then be joined to that one, maybe of another version.
   */
  static Optional<Path> cudaRuntime(Path libtorch) {
    for (Path place :
        List.of(libtorch, libtorch.resolve("../../nvidia/cuda_runtime/lib").normalize())) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> entries = Files.list(place)) {
          Optional<Path> runtime =
              entries
                  .filter(
                      file -> file.getFileName().toString().matches("libcudart.*\\.so\\.[0-9]+"))
                  .sorted()
                  .findFirst();
          if (runtime.isPresent()) {
            return runtime;
          }
        } catch (IOException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static void load(Path library) {
    try {
      System.load(library.toAbsolutePath().toString());
    } catch (UnsatisfiedLinkError e) {
      throw new AbsException(
          ExitCode.DEVICE, "the CUDA runtime cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static List<Path> places(Map<String, String> environment) {
    Optional<Path> home = Optional.ofNullable(System.getProperty("abs.home")).map(Path::of);
    return EngineCache.places(home, environment, Path.of(System.getProperty("user.home", "")));
  }

  private static NativeLibrary.Bridge bridge() {
    return new NativeLibrary.Bridge(property("pytorch_version"), CUDA_FLAVOUR);
  }

  private static void putBridge(Map<String, URL> files, String flavour) {
    String name = "jnilib/" + SYSTEM + "/" + flavour + "/" + BRIDGE;
    URL content = BundledLibrary.resource(name);
    if (content == null) {
      throw new AbsException(ExitCode.DEVICE, name + " is not on the class path");
    }
    files.put(property("djl_version") + "-" + BRIDGE, content);
  }

  private static String property(String key) {
    @Nullable URL url = BundledLibrary.resource("pytorch-engine.properties");
    if (url == null) {
      throw new AbsException(ExitCode.DEVICE, "DJL's PyTorch engine is not on the class path");
    }
    return String.valueOf(BundledLibrary.properties(url).getProperty(key));
  }
}
