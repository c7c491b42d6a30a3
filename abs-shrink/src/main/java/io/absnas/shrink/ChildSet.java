package io.absnas.shrink;

import java.util.Arrays;

/**
 * Different children in the order they were added, each one or more words of a {@link ChildCode},
 * found by open addressing: 14 to 20 bytes in all for a child of one word.
 *
 * <p>Children lie in chunks, which never move: growth makes new slots alone.
 */
final class ChildSet {
  private static final int CHUNK_BITS = 12;

  /** Children of a chunk. */
  static final int CHUNK = 1 << CHUNK_BITS;

  private static final int FIRST_SLOTS = 1 << 11;
  private static final int MOST_SLOTS = 1 << 30;
  private static final int FREE = 0;

  private final int width;
  private long[][] chunks = new long[4][];
  private int size;

  /** Number of a child plus one. */
  private int[] slots = new int[FIRST_SLOTS];

  ChildSet(int words) {
    this.width = words;
  }

  int size() {
    return size;
  }

  int chunks() {
    return (size + CHUNK - 1) >>> CHUNK_BITS;
  }

  /** The words of the children of a chunk, one child behind the other; nobody writes to it. */
  long[] chunk(int index) {
    return chunks[index];
  }

  /** Number of children in a chunk. */
  int sizeOf(int chunk) {
    return Math.min(CHUNK, size - (chunk << CHUNK_BITS));
  }

  /** Adds the child whose words begin at {@code at}, unless it is there; says whether it did. */
  boolean add(long[] words, int at) {
    int mask = slots.length - 1;
    int slot = (int) hash(words, at) & mask;
    while (slots[slot] != FREE) {
      if (equal(slots[slot] - 1, words, at)) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    append(words, at);
    slots[slot] = size;
    if (3L * size > 2L * slots.length) {
      grow();
    }
    return true;
  }

  private void append(long[] words, int at) {
    int chunk = size >>> CHUNK_BITS;
    int first = (size & (CHUNK - 1)) * width;
    if (first == 0) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunk);
      }
      chunks[chunk] = new long[CHUNK * width];
    }
    System.arraycopy(words, at, chunks[chunk], first, width);
    size++;
  }

  private boolean equal(int child, long[] words, int at) {
    long[] chunk = chunks[child >>> CHUNK_BITS];
    int first = (child & (CHUNK - 1)) * width;
    for (int word = 0; word < width; word++) {
      if (chunk[first + word] != words[at + word]) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    if (slots.length == MOST_SLOTS) {
      throw new IllegalStateException("more than " + size + " children are too many to tell apart");
    }
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int child = 0; child < size; child++) {
      long[] chunk = chunks[child >>> CHUNK_BITS];
      int slot = (int) hash(chunk, (child & (CHUNK - 1)) * width) & mask;
      while (slots[slot] != FREE) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = child + 1;
    }
  }

  /** Gives the slots' memory back; nothing can be added any more. */
  void close() {
    slots = new int[0];
  }

  private long hash(long[] words, int at) {
    long hash = mixed(words[at]);
    for (int word = 1; word < width; word++) {
      hash = mixed(hash ^ words[at + word]);
    }
    return hash;
  }

  /** Neighbouring children must not have neighbouring slots (the finaliser of MurmurHash3). */
  private static long mixed(long code) {
    long hash = (code ^ (code >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
