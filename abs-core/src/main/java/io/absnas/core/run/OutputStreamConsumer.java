package io.absnas.core.run;

import java.io.IOException;
import java.io.OutputStream;

/** Writes something to a stream that somebody else opens and closes. */
@FunctionalInterface
public interface OutputStreamConsumer {
  /** Writes everything; must not close the stream. */
  void accept(OutputStream out) throws IOException;
}
