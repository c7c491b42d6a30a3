package io.absnas.core.tensor;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that native libraries are unpacked into, once. Each file is written under a temporary
 * name and renamed, so a process that is killed leaves no half file under a final name, and several
 * processes may start at once: a lock lets one unpack while the others wait, and where the file
 * system knows no locks each writes the same bytes. A file of another length than it should have is
 * written again.
 */
final class EngineCache {
  private static final Logger log = LoggerFactory.getLogger(EngineCache.class);
  private static final long MEBIBYTE = 1 << 20;
  private static final String LOCK = ".abs-lock";

  private EngineCache() {}

  /**
   * Places for the cache, best first: the user's own choice; or the installation, then the user's
   * cache. Not the folder for temporary files, where others could put a library of theirs.
   *
   * @param home the installation, if it is known
   * @param environment variables of the process
   * @param userHome home folder of the user
   */
  static List<Path> places(Optional<Path> home, Map<String, String> environment, Path userHome) {
    for (String variable : List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")) {
      String chosen = environment.getOrDefault(variable, "");
      if (!chosen.isBlank()) {
        return List.of(Path.of(chosen).toAbsolutePath());
      }
    }
    if (home.isEmpty()) {
      return List.of(userHome.resolve(".djl.ai"));
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache = xdg.isBlank() ? userHome.resolve(".cache") : Path.of(xdg);
    return List.of(home.get().resolve("cache"), cache.resolve("abs"));
  }

  /**
   * The first place that holds all files already, whoever wrote them, or else the first that can be
   * written.
   *
   * @param folder path below the place
   * @throws AbsException of kind DEVICE if there is no such place
   */
  static Path choose(List<Path> places, String folder, Map<String, URL> files) {
    for (Path place : places) {
      if (missing(place.resolve(folder), files).isEmpty() || writable(place)) {
        return place;
      }
    }
    throw new AbsException(
        ExitCode.DEVICE,
        "the native library cannot be unpacked: none of %s can be written; set DJL_CACHE_DIR"
            .formatted(places));
  }

  /**
   * Makes sure that all files are in the folder.
   *
   * @throws AbsException of kind DEVICE if they cannot be written
   */
  static void unpack(Path folder, Map<String, URL> files) {
    if (missing(folder, files).isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE)) {
        boolean alone = locked(channel);
        if (alone) {
          sweep(folder);
        }
        write(folder, missing(folder, files));
      }
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.DEVICE,
          "the native library cannot be unpacked into %s: %s; DJL_CACHE_DIR names another place"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static void write(Path folder, Map<String, URL> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (URL content : files.values()) {
      bytes += length(content);
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          "%d MiB are needed and %d MiB free".formatted(bytes / MEBIBYTE + 1, free / MEBIBYTE));
    }
    log.info("unpacking the native library, {} MiB, into {}", bytes / MEBIBYTE, folder);
    for (Map.Entry<String, URL> file : files.entrySet()) {
      try (InputStream in = file.getValue().openStream()) {
        AtomicFiles.write(folder.resolve(file.getKey()), in::transferTo);
      }
    }
  }

  /** Waits for other processes; false where the file system knows no locks. */
  private static boolean locked(FileChannel channel) {
    try {
      channel.lock();
      return true;
    } catch (IOException e) {
      log.debug("no lock on the cache", e);
      return false;
    }
  }

  /** Takes away what a killed process left; only while the lock is held. */
  private static void sweep(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path left : entries.filter(AtomicFiles::isTemporary).toList()) {
        Files.deleteIfExists(left);
      }
    }
  }

  private static Map<String, URL> missing(Path folder, Map<String, URL> files) {
    Map<String, URL> missing = new LinkedHashMap<>(files);
    missing
        .entrySet()
        .removeIf(
            file -> {
              try {
                return Files.size(folder.resolve(file.getKey())) == length(file.getValue());
              } catch (IOException e) {
                return false;
              }
            });
    return missing;
  }

  private static long length(URL content) throws IOException {
    return content.openConnection().getContentLengthLong();
  }

  /** Whether the place is there and may be written, or may be made. */
  private static boolean writable(Path place) {
    Path existing = place;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
  }
}
