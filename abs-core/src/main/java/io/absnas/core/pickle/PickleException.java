package io.absnas.core.pickle;

import java.io.IOException;
import java.io.Serial;

/** What is wrong with a pickle, in one line without the file's name. */
public final class PickleException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /** A pickle that is damaged, or holds what its reader does not allow. */
  public PickleException(String message) {
    super(message);
  }
}
