package io.absnas.core.weights;

import java.io.IOException;
import java.io.Serial;

/** What is wrong with a weight file, in one line without the file's name. */
final class WeightFileException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  WeightFileException(String message) {
    super(message);
  }
}
