package io.absnas.core.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list. It may hold itself, so whoever walks through it sets a limit. */
public final class PyList implements PyValue {
  private final List<PyValue> items = new ArrayList<>();
  private int depth = 1;

  PyList() {}

  void add(PyValue item) {
    items.add(item);
    depth = Math.max(depth, 1 + item.depth());
  }

  /** The values in order, a view. */
  public List<PyValue> items() {
    return Collections.unmodifiableList(items);
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public String described() {
    return "a list of " + items.size();
  }

  @Override
  public String toString() {
    return described();
  }
}
