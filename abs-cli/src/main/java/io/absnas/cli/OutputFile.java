package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.FileHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes at its end. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Says before the work that a file would be lost: only what this option made is replaced.
   *
   * @param sign what the beginning of every such file holds
   * @throws AbsException of kind USAGE
   */
  static void requireReplaceable(String option, Path file, String sign) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      if (!FileHead.holds(file, sign)) {
        throw new AbsException(
            ExitCode.USAGE,
            option + " is " + file + ", which holds something else; it is not replaced");
      }
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

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
