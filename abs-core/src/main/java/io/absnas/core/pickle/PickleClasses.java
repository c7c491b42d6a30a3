package io.absnas.core.pickle;

/**
 * The classes and functions that a kind of pickle may name, and what this program makes of them. A
 * {@link PickleException} says what does not fit.
 */
public interface PickleClasses {
  /** Whether a pickle may name this; otherwise reading ends where it does. */
  boolean allows(PyGlobal global);

  /** What messages say is allowed, such as {@code collections.OrderedDict}. */
  String allowed();

  /** The value of a call; {@code function} is one that is allowed. */
  PyValue call(PyGlobal function, PyTuple arguments) throws PickleException;

  /** Takes the state that a pickle gives a value after it was made. */
  void state(PyValue value, PyValue state) throws PickleException;

  /** The value that an identifier stands for that the pickle does not hold itself. */
  PyValue persistent(PyValue id) throws PickleException;
}
