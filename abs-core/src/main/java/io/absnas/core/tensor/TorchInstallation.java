package io.absnas.core.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * libtorch of an installed PyTorch, and what the files beside it say of it; nothing is loaded.
 *
 * @param folder the folder that holds {@code libtorch.so}
 * @param version version without the label of its build, {@code 2.7.1}
 * @param build {@code cpu}, {@code rocm}, or {@code cu} and the CUDA version, {@code cu128}
 * @param bridged whether the folder also holds the JNI library that joins this libtorch to DJL
 */
record TorchInstallation(Path folder, String version, String build, boolean bridged) {
  private static final String LIBRARY = "libtorch.so";
  private static final String BRIDGE = "libdjl_torch.so";
  private static final Pattern VERSION =
      Pattern.compile("(?m)^__version__\\b[^=\n]*=\\s*['\"]([^'\"]+)['\"]");
  private static final Pattern CUDA =
      Pattern.compile("(?m)^cuda\\b[^=\n]*=\\s*['\"]([0-9.]+)['\"]");
  private static final Pattern HIP = Pattern.compile("(?m)^hip\\b[^=\n]*=\\s*['\"]");

  TorchInstallation {
    requireNonNull(folder, "folder is null");
    requireNonNull(version, "version is null");
    requireNonNull(build, "build is null");
  }

  /**
   * Looks for libtorch.
   *
   * @param setting the variable's name, for messages
   * @param where a Python interpreter; or a folder: site-packages, the package torch, its lib, an
   *     unpacked libtorch, or the root of a virtual environment
   * @throws AbsException of kind DEVICE if there is none, or none that tells its version
   */
  static TorchInstallation find(String setting, String where) {
    Path given = Path.of(where).toAbsolutePath().normalize();
    Path start = given;
    if (given.endsWith(LIBRARY)) {
      start = given.getParent();
    } else if (Files.isRegularFile(given) && Files.isExecutable(given)) {
      start = ask(setting, given);
    }
    Path folder =
        libraryFolder(requireNonNull(start, "libtorch.so has no folder"))
            .orElseThrow(
                () -> refused(setting + " is " + where + ", where there is no " + LIBRARY));
    Path beside = requireNonNull(folder.getParent(), "libtorch.so lies in the root folder");
    Optional<TorchInstallation> said =
        Stream.of(
                folder.resolve("build-version"),
                beside.resolve("build-version"),
                beside.resolve("version.py"))
            .filter(Files::isRegularFile)
            .findFirst()
            .flatMap(file -> of(folder, read(file)));
    return said.orElseThrow(
        () ->
            refused(
                "%s is %s, but neither %s nor build-version tells the version of its libtorch"
                    .formatted(setting, where, beside.resolve("version.py"))));
  }

  /** From the text of PyTorch's {@code version.py}, or of libtorch's {@code build-version}. */
  static Optional<TorchInstallation> of(Path folder, String text) {
    Matcher named = VERSION.matcher(text);
    String full = named.find() ? named.group(1) : text.strip();
    String[] parts = full.split("\\+", 2);
    if (!parts[0].matches("[0-9]+\\.[0-9]+.*") || full.lines().count() != 1) {
      return Optional.empty();
    }
    Matcher cuda = CUDA.matcher(text);
    String build = "cpu";
    if (HIP.matcher(text).find() || (parts.length == 2 && parts[1].startsWith("rocm"))) {
      build = "rocm";
    } else if (cuda.find()) {
      build = "cu" + cuda.group(1).replace(".", "");
    } else if (parts.length == 2 && parts[1].matches("cu[0-9]+.*")) {
      build = parts[1].replaceFirst("^(cu[0-9]+).*", "$1");
    }
    boolean bridged = Files.isRegularFile(folder.resolve(BRIDGE));
    return Optional.of(new TorchInstallation(folder, parts[0], build, bridged));
  }

  private static Optional<Path> libraryFolder(Path start) {
    List<Path> candidates = new ArrayList<>(List.of(start, start.resolve("torch/lib")));
    candidates.addAll(pythons(start));
    candidates.add(start.resolve("lib"));
    return candidates.stream()
        .filter(folder -> Files.isRegularFile(folder.resolve(LIBRARY)))
        .findFirst();
  }

  /** Folders of libtorch below the root of a Python installation or virtual environment. */
  private static List<Path> pythons(Path root) {
    if (!Files.isDirectory(root.resolve("lib"))) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root.resolve("lib"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("python3"))
          .sorted()
          .map(entry -> entry.resolve("site-packages/torch/lib"))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The folder of an interpreter's package torch, which is looked up but not imported. */
  private static Path ask(String setting, Path python) {
    String question =
        "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')";
    try {
      Process process =
          new ProcessBuilder(python.toString(), "-c", question)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0 || answer.isEmpty()) {
        throw refused("%s is %s, a Python that has no package torch".formatted(setting, python));
      }
      return requireNonNull(Path.of(answer).getParent(), "the package torch has no folder");
    } catch (IOException e) {
      throw refused("%s is %s, which cannot be run: %s".formatted(setting, python, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("interrupted while asking " + python + " for its package torch");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static AbsException refused(String message) {
    return new AbsException(ExitCode.DEVICE, message);
  }
}
