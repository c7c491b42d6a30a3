package io.absnas.shrink;

/**
 * Children as bits: a field of equal width per choice, as many to a word of 64 bits as fit whole.
 * The 21 layers of seven ops take one word.
 */
final class ChildCode {
  private final int choices;
  private final int bits;
  private final int fields;

  ChildCode(ChoiceTable table) {
    this.choices = table.choices();
    this.bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(table.operations() - 1));
    this.fields = Long.SIZE / bits;
  }

  /** Number of choices. */
  int choices() {
    return choices;
  }

  /** Words of a child. */
  int words() {
    return (choices + fields - 1) / fields;
  }

  /** Word that holds a choice. */
  int word(int choice) {
    return choice / fields;
  }

  /** Lowest bit of a choice in its word. */
  int shift(int choice) {
    return choice % fields * bits;
  }

  /** A choice's bits, shifted down. */
  long mask() {
    return (1L << bits) - 1;
  }

  /** Writes a child into the words from {@code at} on. */
  void write(int[] child, long[] words, int at) {
    int choice = 0;
    for (int word = at; choice < choices; word++) {
      int end = Math.min(choices, choice + fields);
      long code = 0;
      for (int shift = 0; choice < end; choice++, shift += bits) {
        code |= (long) child[choice] << shift;
      }
      words[word] = code;
    }
  }

  /** Reads a child from the words from {@code at} on. */
  void read(long[] words, int at, int[] child) {
    long mask = mask();
    int choice = 0;
    for (int word = at; choice < choices; word++) {
      int end = Math.min(choices, choice + fields);
      for (long code = words[word]; choice < end; choice++, code >>>= bits) {
        child[choice] = (int) (code & mask);
      }
    }
  }
}
