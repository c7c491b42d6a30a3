package io.absnas.core.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a file could not be read, written or listed. */
public final class FileFailure {
  /** How Java ends the message of a file that cannot be opened: name, then the system's reason. */
  private static final Pattern SYSTEM_REASON = Pattern.compile(".* \\(([^()]+)\\)", Pattern.DOTALL);

  private FileFailure() {}

  /**
   * The reason in a few words on one line, without the file, which the message of some failures is
   * alone.
   */
  public static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof NotDirectoryException) {
      return "no folder";
    }
    if (failure instanceof CharacterCodingException) {
      return "no text in UTF-8";
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof FileNotFoundException) {
      Matcher matcher = SYSTEM_REASON.matcher(message);
      return matcher.matches() ? matcher.group(1) : message;
    }
    String reason =
        failure instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : message;
    return OneLine.of(reason);
  }

  /** The reason behind the file it is about, which may be another one than a caller knows of. */
  public static String located(IOException failure) {
    return failure instanceof FileSystemException system && system.getFile() != null
        ? OneLine.of(system.getFile()) + ": " + reason(failure)
        : OneLine.of(String.valueOf(failure.getMessage()));
  }
}
