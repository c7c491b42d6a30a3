package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes at its end. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Says before the work what would make it vain: a directory in place of the file, or no directory
   * for it.
   *
   * @param option that names the file
   * @throws AbsException of kind USAGE
   */
  static void requirePlace(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new AbsException(
          ExitCode.USAGE, option + " is " + file + ", a directory; it must name a file");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new AbsException(
          ExitCode.USAGE, option + " is " + file + ", but there is no directory " + folder);
    }
  }
}
