package io.absnas.core.data;

import java.io.IOException;

/** A file is not the one that was listed. */
final class ChangedFileException extends IOException {
  private static final long serialVersionUID = 1;

  ChangedFileException(int bytes) {
    super(
        "changed since the images were listed, when it had %d bytes; the next start lists them anew"
            .formatted(bytes));
  }
}
