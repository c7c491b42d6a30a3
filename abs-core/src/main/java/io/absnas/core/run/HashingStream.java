package io.absnas.core.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** Counts and hashes what is read through it. */
final class HashingStream extends DigestInputStream {
  private long count;

  HashingStream(InputStream in) {
    super(in, Sha256.digest());
  }

  void drain() throws IOException {
    count += transferTo(OutputStream.nullOutputStream());
  }

  long count() {
    return count;
  }

  String hex() {
    return HexFormat.of().formatHex(getMessageDigest().digest());
  }
}
