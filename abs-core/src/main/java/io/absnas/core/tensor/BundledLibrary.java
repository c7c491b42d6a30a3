package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The libtorch in a jar on the class path.
 *
 * @param build version with the date of its build, {@code 2.7.1-20250812}
 * @param flavour {@code cpu}, or {@code cu} and a CUDA version
 * @param system operating system and architecture, {@code linux-x86_64}
 * @param files names of its files; {@code libtorch.so} last, because the engine takes a folder that
 *     holds that file for whole
 */
record BundledLibrary(String build, String flavour, String system, List<String> files) {
  private static final String LIBRARY = "libtorch.so";
  private static final String DESCRIPTION = "native/lib/pytorch.properties";

  BundledLibrary {
    requireNonNull(build, "build is null");
    requireNonNull(flavour, "flavour is null");
    requireNonNull(system, "system is null");
    files =
        files.stream()
            .sorted((a, b) -> Boolean.compare(a.equals(LIBRARY), b.equals(LIBRARY)))
            .toList();
  }

  /** The one on the class path, if any. */
  static Optional<BundledLibrary> onClassPath() {
    URL description = resource(DESCRIPTION);
    return description == null ? Optional.empty() : Optional.of(of(properties(description)));
  }

  /** From the jar's description of itself. */
  static BundledLibrary of(Properties properties) {
    return new BundledLibrary(
        required(properties, "version"),
        required(properties, "flavor"),
        required(properties, "classifier"),
        List.of(required(properties, "libraries").split(",", -1)));
  }

  /** The version that PyTorch gave it, {@code 2.7.1}. */
  String version() {
    return build.replaceFirst("-[0-9]+$", "");
  }

  /** The folder below the engine's cache that DJL looks for it in. */
  String folder() {
    return build + "-" + flavour + "-" + system;
  }

  /** Where the contents of its files are, by name. */
  Map<String, URL> contents() {
    Map<String, URL> contents = new LinkedHashMap<>();
    for (String file : files) {
      String name = "pytorch/" + flavour + "/" + system + "/" + file;
      contents.put(file, requireNonNull(resource(name), () -> name + " is not on the class path"));
    }
    return contents;
  }

  static @Nullable URL resource(String name) {
    return BundledLibrary.class.getClassLoader().getResource(name);
  }

  static Properties properties(URL url) {
    Properties properties = new Properties();
    try (InputStream in = url.openStream()) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + url, e);
    }
    return properties;
  }

  private static String required(Properties properties, String key) {
    return requireNonNull(properties.getProperty(key), () -> DESCRIPTION + " has no " + key);
  }
}
