package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of images lie; safe for use by several threads. */
sealed interface ImageFiles permits FolderFiles, ArchiveFile {
  /** The folder or archive as the user named it. */
  Path source();

  /** Lists the images; as long as {@link #stamp} stays, so does the result. */
  ImageIndex scan();

  /**
   * What changes when images are added, removed or renamed; empty if the last change is so young
   * that another one might have the same time.
   *
   * @param index what was found before
   */
  String stamp(ImageIndex index);

  /**
   * What changes when one of these images is replaced, even by one of its size: 64 characters, or
   * none if the last change is so young that another one might have the same time.
   */
  String stamp(ImageIndex index, int[] images);

  /**
   * Reads a file into the buffer.
   *
   * @throws IOException if it cannot be read or is not as long as it was when it was listed
   */
  void read(ImageIndex index, int image, FileBuffer target) throws IOException;

  /**
   * Opens a folder or archive.
   *
   * @throws AbsException with {@code INPUT} if it is neither
   */
  static ImageFiles open(String key, String source) {
    Path path = Path.of(source);
    if (Files.isDirectory(path)) {
      return new FolderFiles(path);
    }
    if (Files.isRegularFile(path)) {
      return ArchiveFile.open(path);
    }
    throw new AbsException(
        INPUT, "%s is %s, which is no folder and no tar or zip file".formatted(key, source));
  }
}
