package io.absnas.core.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names, sizes and places of the images of one directory, kept in a few arrays. */
final class DirectoryListing {
  private static final int FIRST_CAPACITY = 64;

  private byte[] names = new byte[16 * FIRST_CAPACITY];
  private int[] nameEnds = new int[FIRST_CAPACITY];
  private int[] sizes = new int[FIRST_CAPACITY];
  private long[] offsets = new long[FIRST_CAPACITY];
  private int count;

  /**
   * Adds an image.
   *
   * @param name of the file, without the directory
   * @param size in bytes
   * @param offset of its first byte in an archive; 0 in a folder
   */
  void add(String name, int size, long offset) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int start = nameStart(count);
    int end = Math.addExact(start, bytes.length);
    if (end > names.length) {
      names = Arrays.copyOf(names, Math.max(end, 2 * names.length));
    }
    if (count == sizes.length) {
      nameEnds = Arrays.copyOf(nameEnds, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    System.arraycopy(bytes, 0, names, start, bytes.length);
    nameEnds[count] = end;
    sizes[count] = size;
    offsets[count] = offset;
    count++;
  }

  int count() {
    return count;
  }

  int nameBytes() {
    return nameStart(count);
  }

  /** Positions in the order of the names' bytes, which is that of Python's strings. */
  int[] sorted() {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, position -> position);
    Arrays.sort(
        order,
        (one, other) ->
            Arrays.compareUnsigned(
                names, nameStart(one), nameEnds[one], names, nameStart(other), nameEnds[other]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /** Copies a name; returns the position behind it. */
  int copyName(int position, byte[] target, int at) {
    int start = nameStart(position);
    int bytes = nameEnds[position] - start;
    System.arraycopy(names, start, target, at, bytes);
    return at + bytes;
  }

  String name(int position) {
    int start = nameStart(position);
    return new String(names, start, nameEnds[position] - start, StandardCharsets.UTF_8);
  }

  int size(int position) {
    return sizes[position];
  }

  long offset(int position) {
    return offsets[position];
  }

  private int nameStart(int position) {
    return position == 0 ? 0 : nameEnds[position - 1];
  }
}
