package io.absnas.core.data;

/** Memory that files are read into one after the other; for one thread. */
final class FileBuffer {
  private byte[] bytes = new byte[1 << 17];

  /** At least {@code size} bytes; what was in them may be lost. */
  byte[] atLeast(int size) {
    if (bytes.length < size) {
      bytes = new byte[Math.max(size, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length))];
    }
    return bytes;
  }

  /** The memory as {@link #atLeast} gave it last. */
  byte[] bytes() {
    return bytes;
  }
}
