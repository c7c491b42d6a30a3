package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Puts the members of archives into listings of directories. */
final class ArchiveListing {
  private ArchiveListing() {}

  /** Adds an image; those in hidden directories do not count. */
  static void add(
      Map<String, DirectoryListing> directories, Path file, String path, long offset, long bytes) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      throw new AbsException(
          INPUT,
          "%s: image %s lies in no directory: expected one directory per class"
              .formatted(file, path));
    }
    String directory = path.substring(0, slash);
    if (Arrays.stream(directory.split("/", -1)).anyMatch(ImageNames::isHidden)) {
      return;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new AbsException(INPUT, "%s: %s: %d bytes are no image".formatted(file, path, bytes));
    }
    directories
        .computeIfAbsent(directory, name -> new DirectoryListing())
        .add(path.substring(slash + 1), (int) bytes, offset);
  }
}
