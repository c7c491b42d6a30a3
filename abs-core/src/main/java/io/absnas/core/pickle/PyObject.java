package io.absnas.core.pickle;

/** A value that a reader of some kind of pickle makes from the classes that it allows. */
public non-sealed interface PyObject extends PyValue {}
