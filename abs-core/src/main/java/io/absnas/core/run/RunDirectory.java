package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one run, locked against other writers until it is closed or the process ends.
 *
 * <p>Layout and rules are described in docs/file-formats.md.
 */
public final class RunDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
  private static final String LOCK = "lock";
  private static final String CONFIG = "config.yaml";
  private static final String CHECKPOINTS = "checkpoints";
  private static final List<String> OWN_FILES =
      List.of(
          CONFIG,
          "provenance.json",
          "log.txt",
          "metrics.jsonl",
          "history.json",
          "evaluations.csv",
          "result.json",
          "report.html",
          EventFile.PREFIX + "*");

  private final Path root;
  private final boolean resumed;
  private final RunLock lock;

  private RunDirectory(Path root, boolean resumed, RunLock lock) {
    this.root = requireNonNull(root, "root is null");
    this.resumed = resumed;
    this.lock = requireNonNull(lock, "lock is null");
  }

  /**
   * Opens and locks a directory, made if missing, and writes the configuration into it.
   *
   * @param configYaml canonical text of the configuration, {@link ResolvedConfig#yaml}
   * @throws AbsException with {@link ExitCode#USAGE} if the directory is in use or not empty and
   *     neither resume nor overwrite was asked for; with {@link ExitCode#CHECKPOINT} if there is
   *     nothing to resume or it was started with another configuration
   */
  public static RunDirectory open(Path root, String configYaml, RunOptions options) {
    return open(root, configYaml, options, resumed -> {});
  }

  /**
   * The same, where more must be right before an earlier run goes on than its configuration.
   *
   * @param resumeCheck looks at an earlier run; what it throws leaves the directory as it was
   */
  public static RunDirectory open(
      Path root, String configYaml, RunOptions options, Consumer<RunDirectory> resumeCheck) {
    try {
      boolean resume = options.existing() == RunOptions.Existing.RESUME;
      boolean mayWrite = requireUsable(root, options.existing());
      if (!resume) {
        Files.createDirectories(root);
      }
      RunLock lock = RunLock.acquire(root, root.resolve(LOCK));
      try {
        RunDirectory directory = new RunDirectory(root, resume && mayWrite, lock);
        directory.prepare(configYaml, options, resumeCheck);
        return directory;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.FAILED,
          root + ": cannot be used as run directory: " + FileFailure.located(e),
          e);
    }
  }

  /** Decides without writing; true if the directory holds a run that was started before. */
  private static boolean requireUsable(Path root, RunOptions.Existing existing) throws IOException {
    Path lock = root.resolve(LOCK);
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new AbsException(ExitCode.USAGE, root + " is a file, must be a directory");
    }
    boolean started = Files.exists(root.resolve(CONFIG));
    switch (existing) {
      case REFUSE -> {
        RunLock.requireFree(root, lock);
        if (!isEmpty(root) && !hasOnlyBegun(root)) {
          throw new AbsException(
              ExitCode.USAGE,
              root + " is not empty; --resume continues its run, --overwrite starts it anew");
        }
      }
      case RESUME -> {
        // A run killed before its first file is there has left its lock only: it starts again.
        if (!started && !(Files.exists(lock) && isEmpty(root))) {
          throw new AbsException(
              ExitCode.CHECKPOINT,
              root
                  + " holds no run to resume: there is no "
                  + CONFIG
                  + "; without --resume one starts");
        }
      }
      case OVERWRITE -> {}
    }
    return started;
  }

  /** Whether a run has begun there, if only by its lock. */
  public static boolean hasBegun(Path directory) {
    return Files.exists(directory.resolve(CONFIG)) || Files.exists(directory.resolve(LOCK));
  }

  private void prepare(String configYaml, RunOptions options, Consumer<RunDirectory> resumeCheck)
      throws IOException {
    deleteMatching(root, List.of());
    if (Files.isDirectory(checkpoints())) {
      deleteMatching(checkpoints(), List.of());
    }
    if (options.existing() == RunOptions.Existing.OVERWRITE
        || (options.existing() == RunOptions.Existing.REFUSE && hasOnlyBegun(root))) {
      overwrite(options.ownFiles());
    }
    if (resumed) {
      List<String> changes =
          ConfigDifference.between(StrictYaml.text(config(), ExitCode.CHECKPOINT), configYaml)
              .requireOnly(root, options.mayDiffer(), options.otherwise());
      resumeCheck.accept(this);
      changes.forEach(change -> LOG.warn("resumed with {}", change));
    }
    AtomicFiles.write(config(), configYaml);
    Files.createDirectories(checkpoints());
    AtomicFiles.syncDirectory(root);
  }

  private void overwrite(List<String> alsoOwn) throws IOException {
    // First, so that what a kill leaves of the earlier run cannot be resumed.
    Files.deleteIfExists(config());
    AtomicFiles.syncDirectory(root);
    List<String> own = new ArrayList<>(OWN_FILES);
    for (String name : alsoOwn) {
      if (name.endsWith(RunOptions.RUNS_BELOW)) {
        deleteRuns(root.resolve(name));
      } else {
        own.add(name);
      }
    }
    deleteMatching(root, own);
    if (Files.isDirectory(checkpoints())) {
      deleteMatching(checkpoints(), List.of(CheckpointStore.PREFIX + "*"));
    }
  }

  private static void deleteRuns(Path folder) throws IOException {
    for (Path run : listed(folder)) {
      if (Files.exists(run.resolve(CONFIG)) || Files.exists(run.resolve(LOCK))) {
        deleteRun(run);
      }
    }
  }

  /** Its configuration and lock go last: whoever deletes may be killed, and must find it again. */
  private static void deleteRun(Path run) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(run)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    List<Path> last = List.of(run.resolve(CONFIG), run.resolve(LOCK), run);
    for (Path path : all) {
      if (!last.contains(path)) {
        Files.delete(path);
      }
    }
    for (Path path : last) {
      Files.deleteIfExists(path);
    }
  }

  /** Deletes regular files by name, and our temporary ones, whose names have a leading dot. */
  private static void deleteMatching(Path directory, List<String> patterns) throws IOException {
    for (Path file : listed(directory)) {
      String name = file.getFileName().toString();
      boolean matches =
          name.startsWith(".")
              ? AtomicFiles.isTemporary(file)
              : patterns.stream().anyMatch(pattern -> matches(pattern, name));
      if (matches && Files.isRegularFile(file)) {
        Files.delete(file);
      }
    }
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  private static boolean isEmpty(Path root) throws IOException {
    return listed(root).stream()
        .allMatch(
            file -> file.getFileName().toString().equals(LOCK) || AtomicFiles.isTemporary(file));
  }

  /**
   * Whether a run has left nothing there that anybody could want: it was ended, by a bad file for
   * instance, before it had done anything. Its lock says that the other files are its own.
   */
  private static boolean hasOnlyBegun(Path root) throws IOException {
    for (Path file : listed(root)) {
      String name = file.getFileName().toString();
      boolean nothing =
          AtomicFiles.isTemporary(file)
              || List.of(LOCK, CONFIG, "provenance.json", "log.txt").contains(name)
              || (name.equals("metrics.jsonl") && Files.size(file) == 0)
              || (name.startsWith(EventFile.PREFIX) && Files.size(file) <= EventFile.HEADER_BYTES)
              || (name.equals(CHECKPOINTS) && listed(file).isEmpty());
      if (!nothing) {
        return false;
      }
    }
    return Files.exists(root.resolve(LOCK)) && Files.exists(root.resolve(CONFIG));
  }

  private static List<Path> listed(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Whether an earlier run goes on here; its newest checkpoint may still be none. */
  public boolean resumed() {
    return resumed;
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /** Any other file of the run; name it in {@link RunOptions#ownFiles} too. */
  public Path file(String name) {
    return root.resolve(name);
  }

  /** The resolved configuration, canonical YAML. */
  public Path config() {
    return root.resolve(CONFIG);
  }

  /** {@link Provenance} as JSON. */
  public Path provenance() {
    return root.resolve("provenance.json");
  }

  /** Log lines of all sessions of the run. */
  public Path log() {
    return root.resolve("log.txt");
  }

  /** Scalars, see {@link MetricLog}. */
  public Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  /** Directory of {@link CheckpointStore}. */
  public Path checkpoints() {
    return root.resolve(CHECKPOINTS);
  }

  /** What shrinking decided, stage by stage. */
  public Path history() {
    return root.resolve("history.json");
  }

  /** The result of the run. */
  public Path result() {
    return root.resolve("result.json");
  }

  /** The report for people. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** Gives the lock back; the paths stay valid. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("{}: lock not given back before the end of the process: {}", root, e.getMessage());
    }
  }
}
