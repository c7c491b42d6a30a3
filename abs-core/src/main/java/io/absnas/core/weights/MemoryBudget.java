package io.absnas.core.weights;

/**
 * How much memory the tensors of one file may take: a multiple of what the file holds, so that no
 * claim in it is believed, and never more than {@link #MAX_BYTES}.
 */
final class MemoryBudget {
  /** What everything of a file may take together. */
  static final long MAX_BYTES =
      Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2);

  /** Weights do not compress so well, unless most of them are 0. */
  private static final long UNPACKED_RATIO = 64;

  /** Enough for small files of zeros. */
  private static final long UNPACKED_FREE = 1 << 24;

  /** Bytes become whole numbers of 64 bits. */
  private static final long COPIED_RATIO = 8;

  private final long unpackable;
  private long unpacked;
  private long copyable;
  private long copied;

  /** For a file of this length. */
  MemoryBudget(long fileBytes) {
    unpackable = Math.max(UNPACKED_FREE, UNPACKED_RATIO * fileBytes);
  }

  /** Fails if so many more bytes are too much to unpack. */
  void unpack(long bytes) throws WeightFileException {
    long left = Math.min(unpackable, MAX_BYTES - copied) - unpacked;
    if (bytes < 0 || bytes > left) {
      throw new WeightFileException(
          "unpacks to more than %d bytes, the most that is read of it".formatted(unpacked + left));
    }
    unpacked += bytes;
  }

  /** A storage is there, which tensors may copy. */
  void holds(long bytes) {
    copyable += COPIED_RATIO * bytes;
  }

  /** Fails if so many more bytes are too much to copy. */
  void copy(long bytes) throws WeightFileException {
    long left = Math.min(copyable, MAX_BYTES - unpacked) - copied;
    if (bytes < 0 || bytes > left) {
      throw new WeightFileException(
          "takes more than %d bytes of memory, the most for what its storages hold"
              .formatted(copied + left));
    }
    copied += bytes;
  }
}
