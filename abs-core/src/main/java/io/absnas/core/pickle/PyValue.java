package io.absnas.core.pickle;

/**
 * A value of a pickle. Inert: no code of the pickle's choice has made it, and its {@code toString}
 * does not walk through what it holds, which may hold itself.
 */
public sealed interface PyValue permits PyScalar, PyTuple, PyList, PyDict, PyGlobal, PyObject {
  /** What messages call this value: {@code the number 3}, {@code a list of 4}. */
  String described();

  /** Levels of containers below and including this one when it was filled; 0 if it is none. */
  default int depth() {
    return 0;
  }
}
