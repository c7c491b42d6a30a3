package io.absnas.core.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an unpickler works on: a stack with marks in it, and the memo. */
final class PickleStack {
  private static final int FIRST_MEMO = 64;

  private final PickleLimits limits;
  private final List<PyValue> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private @Nullable PyValue[] memo = new @Nullable PyValue[FIRST_MEMO];
  private int memoised;
  private int pushed;

  PickleStack(PickleLimits limits) {
    this.limits = limits;
  }

  void push(PyValue value) throws PickleException {
    pushed++;
    if (pushed > limits.values()) {
      throw new PickleException("more than " + limits.values() + " values");
    }
    checkDepth(value);
    values.add(value);
  }

  /** Fails if a container goes too deep. */
  void checkDepth(PyValue value) throws PickleException {
    if (value.depth() > limits.depth()) {
      throw new PickleException("nested more than " + limits.depth() + " deep");
    }
  }

  PyValue pop() throws PickleException {
    return values.remove(top());
  }

  PyValue peek() throws PickleException {
    return values.get(top());
  }

  private int top() throws PickleException {
    int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (values.size() <= floor) {
      throw new PickleException("a value is taken where there is none");
    }
    return values.size() - 1;
  }

  void mark() throws PickleException {
    if (marks.size() == limits.depth()) {
      throw new PickleException("more than " + limits.depth() + " marks are open");
    }
    marks.add(values.size());
  }

  /** The values above the last mark, which goes. */
  List<PyValue> popMark() throws PickleException {
    if (marks.isEmpty()) {
      throw new PickleException("a mark is taken where there is none");
    }
    List<PyValue> above = values.subList(marks.remove(marks.size() - 1), values.size());
    List<PyValue> popped = List.copyOf(above);
    above.clear();
    return popped;
  }

  /** The last {@code count} values, which go. */
  List<PyValue> pop(int count) throws PickleException {
    PyValue[] popped = new PyValue[count];
    for (int i = count - 1; i >= 0; i--) {
      popped[i] = pop();
    }
    return Arrays.asList(popped);
  }

  /** What is left at the end: one value. */
  PyValue result() throws PickleException {
    if (values.size() != 1 || !marks.isEmpty()) {
      throw new PickleException(
          "ends with %d values and %d open marks instead of one value"
              .formatted(values.size(), marks.size()));
    }
    return values.get(0);
  }

  void remember() throws PickleException {
    remember(memoised);
  }

  void remember(long index) throws PickleException {
    if (index < 0 || index >= limits.memo()) {
      throw new PickleException(
          "memo entry %d, allowed are 0 to %d".formatted(index, limits.memo() - 1));
    }
    if (index >= memo.length) {
      memo = Arrays.copyOf(memo, (int) Math.min(limits.memo(), Math.max(2L * index, index + 1)));
    }
    if (memo[(int) index] == null) {
      memoised++;
    }
    memo[(int) index] = peek();
  }

  PyValue recall(long index) throws PickleException {
    PyValue value = index < 0 || index >= memo.length ? null : memo[(int) index];
    if (value == null) {
      throw new PickleException("memo entry " + index + " is asked for, but was never made");
    }
    return value;
  }
}
