package io.absnas.core.pickle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dict, ordered or not, whose keys are texts and whole numbers. It may hold itself, so whoever
 * walks through it sets a limit.
 */
public final class PyDict implements PyValue {
  private final Map<PyValue, PyValue> entries = new LinkedHashMap<>();
  private int depth = 1;

  /** An empty one. */
  PyDict() {}

  /** Adds an entry; a key of another kind or one that is there is refused. */
  void put(PyValue key, PyValue value) throws PickleException {
    if (!(key instanceof PyScalar.Text || key instanceof PyScalar.Int)) {
      throw new PickleException(
          key.described() + " is the key of a dict; allowed are texts and whole numbers");
    }
    if (entries.putIfAbsent(key, value) != null) {
      throw new PickleException(key.described() + " is the key of a dict twice");
    }
    depth = Math.max(depth, 1 + value.depth());
  }

  /** The value of a text as key. */
  public Optional<PyValue> find(String key) {
    @Nullable PyValue value = entries.get(new PyScalar.Text(key));
    return Optional.ofNullable(value);
  }

  /** All entries in the order of the pickle, a view. */
  public Map<PyValue, PyValue> entries() {
    return Collections.unmodifiableMap(entries);
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public String described() {
    return "a dict of " + entries.size();
  }

  @Override
  public String toString() {
    return described();
  }
}
