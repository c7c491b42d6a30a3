package io.absnas.search.child;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results of evaluations in a folder, one file each, for any number of runs and workers at once. An
 * entry is found only under everything that its value depends on: supernet, data, settings,
 * architecture, and the engine that computed it. A damaged entry is as good as none.
 */
public final class EvaluationCache {
  private static final Logger log = LoggerFactory.getLogger(EvaluationCache.class);
  private static final int FORMAT = 1;
  private static final int FOLDER_DIGITS = 2;

  private final Path folder;

  /**
   * What is on disk.
   *
   * @param format version of the form
   * @param key everything that the value depends on
   * @param value what was found
   */
  record Entry(int format, SortedMap<String, String> key, SortedMap<String, String> value) {
    Entry {
      if (format != FORMAT) {
        throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
      }
    }
  }

  /** A cache in this folder, which need not exist. */
  public EvaluationCache(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /** The value that was kept under this key. */
  Optional<Map<String, String>> find(Map<String, String> key) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Entry entry = StrictJson.read(file, Entry.class);
      return entry.key().equals(key) ? Optional.of(entry.value()) : Optional.empty();
    } catch (AbsException e) {
      log.warn("an entry of the evaluation cache is ignored: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps a value; a folder that cannot be written is warned of, since the value is at hand. */
  void keep(Map<String, String> key, Map<String, String> value) {
    Path file = file(key);
    Entry entry = new Entry(FORMAT, new TreeMap<>(key), new TreeMap<>(value));
    try {
      Files.createDirectories(file.getParent());
      SealedJson.write(file, entry);
    } catch (IOException e) {
      log.warn(
          "{}: cannot be written, so this result is not kept: {}", file, FileFailure.reason(e));
    }
  }

  private Path file(Map<String, String> key) {
    String hash = Sha256.of(StrictJson.line(new TreeMap<>(key)));
    return folder.resolve(hash.substring(0, FOLDER_DIGITS)).resolve(hash + ".json");
  }
}
