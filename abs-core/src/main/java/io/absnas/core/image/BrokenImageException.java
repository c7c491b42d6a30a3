package io.absnas.core.image;

import java.io.Serial;

/** A file that holds no whole image of a known kind; the message is the reason alone. */
public final class BrokenImageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BrokenImageException(String reason) {
    super(reason);
  }

  BrokenImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
