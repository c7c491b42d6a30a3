package io.absnas.shrink;

import java.util.Arrays;

/**
 * Different children in the order they were added, one byte per choice, found by open addressing.
 */
final class ChildSet {
  private static final int INITIAL_ROWS = 1 << 10;
  private static final int FREE = -1;

  private final int width;
  private byte[] rows;
  private int[] slots;
  private int size;

  ChildSet(int choices) {
    this.width = choices;
    this.rows = new byte[INITIAL_ROWS * choices];
    this.slots = freeSlots(2 * INITIAL_ROWS);
  }

  int size() {
    return size;
  }

  /** Position of child number {@code index} at {@code choice}. */
  int position(int index, int choice) {
    return rows[index * width + choice];
  }

  /** Child number {@code index}, a copy. */
  int[] child(int index) {
    int[] child = new int[width];
    for (int choice = 0; choice < width; choice++) {
      child[choice] = position(index, choice);
    }
    return child;
  }

  boolean contains(int[] child) {
    return slots[slot(child)] != FREE;
  }

  /** Adds a child unless it is there; says whether it was added. */
  boolean add(int[] child) {
    int slot = slot(child);
    if (slots[slot] != FREE) {
      return false;
    }
    if ((size + 1) * width > rows.length) {
      rows = Arrays.copyOf(rows, Math.multiplyExact(rows.length, 2));
    }
    for (int choice = 0; choice < width; choice++) {
      rows[size * width + choice] = (byte) child[choice];
    }
    slots[slot] = size;
    size++;
    if (2 * size > slots.length) {
      rehash();
    }
    return true;
  }

  /** The slot that holds the child, or the free one where it would go. */
  private int slot(int[] child) {
    int mask = slots.length - 1;
    int slot = spread(Arrays.hashCode(child)) & mask;
    while (slots[slot] != FREE && !equal(slots[slot], child)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean equal(int index, int[] child) {
    for (int choice = 0; choice < width; choice++) {
      if (rows[index * width + choice] != child[choice]) {
        return false;
      }
    }
    return true;
  }

  private void rehash() {
    slots = freeSlots(2 * slots.length);
    for (int index = 0; index < size; index++) {
      slots[slot(child(index))] = index;
    }
  }

  private static int[] freeSlots(int count) {
    int[] slots = new int[count];
    Arrays.fill(slots, FREE);
    return slots;
  }

  /** Neighbouring children have neighbouring hash codes; this scatters them over the table. */
  private static int spread(int hash) {
    int h = hash * 0x9e3779b9;
    return h ^ (h >>> 15);
  }
}
