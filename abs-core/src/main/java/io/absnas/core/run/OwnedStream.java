package io.absnas.core.run;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that closes what it was read from. */
final class OwnedStream extends FilterInputStream {
  private final Closeable owner;

  OwnedStream(InputStream in, Closeable owner) {
    super(in);
    this.owner = owner;
  }

  @Override
  public void close() throws IOException {
    try (owner) {
      super.close();
    }
  }
}
