package io.absnas.core.pickle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The classes in pickles of plain data: OrderedDict, arguments of a command line, the forms in
 * which old protocols write bytes, and single numbers of NumPy, which Python programs often take
 * for numbers of Python.
 */
public final class PlainClasses implements PickleClasses {
  private static final PyGlobal ORDERED_DICT = new PyGlobal("collections", "OrderedDict");
  private static final PyGlobal NAMESPACE = new PyGlobal("argparse", "Namespace");
  private static final PyGlobal ENCODE = new PyGlobal("_codecs", "encode");
  private static final Set<PyGlobal> EMPTY_BYTES =
      Set.of(new PyGlobal("builtins", "bytes"), new PyGlobal("__builtin__", "bytes"));

  @Override
  public boolean allows(PyGlobal global) {
    return global.equals(ORDERED_DICT)
        || global.equals(NAMESPACE)
        || global.equals(ENCODE)
        || EMPTY_BYTES.contains(global)
        || NumpyNumbers.allows(global);
  }

  @Override
  public String allowed() {
    return "plain values, collections.OrderedDict, argparse.Namespace and numbers of NumPy";
  }

  @Override
  public PyValue call(PyGlobal function, PyTuple arguments) throws PickleException {
    List<PyValue> items = arguments.items();
    if ((function.equals(ORDERED_DICT) || function.equals(NAMESPACE)) && items.isEmpty()) {
      return new PyDict();
    }
    if (EMPTY_BYTES.contains(function) && items.isEmpty()) {
      return new PyScalar.Bytes(ByteBuffer.allocate(0));
    }
    if (function.equals(ENCODE)
        && items.size() == 2
        && items.get(0) instanceof PyScalar.Text text
        && items.get(1) instanceof PyScalar.Text encoding
        && encoding.value().equals("latin1")) {
      byte[] bytes = text.value().getBytes(StandardCharsets.ISO_8859_1);
      return new PyScalar.Bytes(ByteBuffer.wrap(bytes));
    }
    return NumpyNumbers.call(function, arguments);
  }

  /** {@inheritDoc} An OrderedDict and a Namespace may have attributes, which say nothing here. */
  @Override
  public void state(PyValue value, PyValue state) throws PickleException {
    if (value instanceof NumpyNumbers.ElementType) {
      NumpyNumbers.checkState(state);
    } else if (!(value instanceof PyDict && state instanceof PyDict)) {
      throw new PickleException(
          "%s is given %s as state".formatted(value.described(), state.described()));
    }
  }

  @Override
  public PyValue persistent(PyValue id) throws PickleException {
    throw new PickleException("refers to something outside of the pickle");
  }
}
