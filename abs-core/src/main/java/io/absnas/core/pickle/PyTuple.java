package io.absnas.core.pickle;

import java.util.List;

/** A tuple. */
public final class PyTuple implements PyValue {
  private final List<PyValue> items;
  private final int depth;

  /** A tuple of these values. */
  public PyTuple(List<PyValue> items) {
    this.items = List.copyOf(items);
    int deepest = 0;
    for (PyValue item : this.items) {
      deepest = Math.max(deepest, item.depth());
    }
    this.depth = deepest + 1;
  }

  /** The values in order. */
  public List<PyValue> items() {
    return items;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public String described() {
    return "a tuple of " + items.size();
  }

  @Override
  public String toString() {
    return described();
  }
}
