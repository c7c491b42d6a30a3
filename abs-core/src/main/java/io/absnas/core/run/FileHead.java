package io.absnas.core.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The beginning of a file, by which its kind is known. */
public final class FileHead {
  private static final int BYTES = 2048;

  private FileHead() {}

  /** Whether the beginning of a file holds this text. */
  public static boolean holds(Path file, String text) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BYTES), StandardCharsets.UTF_8).contains(text);
    }
  }
}
