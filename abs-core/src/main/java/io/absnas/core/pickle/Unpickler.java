package io.absnas.core.pickle;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Python's pickle machine for plain data. It executes nothing: classes are names that {@link
 * PickleClasses} allows or not, and a call is answered by this program. Time and memory are bounded
 * by the length of the pickle and {@link PickleLimits}, whatever the pickle claims.
 *
 * <p>See the module pickletools of Python for the format.
 */
public final class Unpickler {
  private static final int LAST_PROTOCOL = 5;

  private final PickleInput in;
  private final PickleStack stack;
  private final PickleClasses classes;

  private Unpickler(ByteBuffer bytes, PickleClasses classes, PickleLimits limits) {
    this.in = new PickleInput(bytes, limits);
    this.stack = new PickleStack(limits);
    this.classes = classes;
  }

  /**
   * Reads the pickle that begins at the buffer's position, and moves the position behind it.
   *
   * @throws PickleException whose message begins with the position in the buffer of the first
   *     opcode that is forbidden or does not fit
   */
  public static PyValue read(ByteBuffer bytes, PickleClasses classes, PickleLimits limits)
      throws PickleException {
    Unpickler unpickler = new Unpickler(bytes, classes, limits);
    int at = bytes.position();
    try {
      Opcode opcode = unpickler.next();
      while (opcode != Opcode.STOP) {
        unpickler.step(opcode);
        at = unpickler.in.position();
        opcode = unpickler.next();
      }
      PyValue result = unpickler.stack.result();
      bytes.position(unpickler.in.position());
      return result;
    } catch (PickleException e) {
      throw new PickleException("byte " + at + ": " + e.getMessage());
    }
  }

  private Opcode next() throws PickleException {
    return Opcode.of(in.unsignedByte());
  }

  private void step(Opcode opcode) throws PickleException {
    switch (opcode) {
      case PROTO -> protocol(in.unsignedByte());
      case FRAME -> in.frame();
      case STOP -> throw new IllegalStateException("the end is no step");
      case MARK -> stack.mark();
      case NONE -> stack.push(PyScalar.None.NONE);
      case NEWTRUE -> stack.push(new PyScalar.Bool(true));
      case NEWFALSE -> stack.push(new PyScalar.Bool(false));
      case BININT -> stack.push(new PyScalar.Int(in.signedInt()));
      case BININT1 -> stack.push(new PyScalar.Int(in.unsignedByte()));
      case BININT2 -> stack.push(new PyScalar.Int(in.unsignedShort()));
      case LONG1 -> stack.push(in.number(in.unsignedByte()));
      case INT -> stack.push(in.wholeLine());
      case LONG -> stack.push(in.longLine());
      case BINFLOAT -> stack.push(new PyScalar.Real(in.bigEndianDouble()));
      case FLOAT -> stack.push(new PyScalar.Real(in.decimalLine()));
      case SHORT_BINUNICODE -> stack.push(new PyScalar.Text(in.text(in.unsignedByte())));
      case BINUNICODE -> stack.push(new PyScalar.Text(in.text(in.unsignedInt())));
      case UNICODE -> stack.push(new PyScalar.Text(in.escapedLine()));
      case SHORT_BINBYTES -> stack.push(new PyScalar.Bytes(in.binary(in.unsignedByte())));
      case BINBYTES -> stack.push(new PyScalar.Bytes(in.binary(in.unsignedInt())));
      case EMPTY_LIST -> stack.push(new PyList());
      case LIST -> stack.push(append(new PyList(), stack.popMark()));
      case APPEND -> append(List.of(stack.pop()));
      case APPENDS -> append(stack.popMark());
      case EMPTY_TUPLE -> stack.push(new PyTuple(List.of()));
      case TUPLE -> stack.push(new PyTuple(stack.popMark()));
      case TUPLE1 -> stack.push(new PyTuple(stack.pop(1)));
      case TUPLE2 -> stack.push(new PyTuple(stack.pop(2)));
      case TUPLE3 -> stack.push(new PyTuple(stack.pop(3)));
      case EMPTY_DICT -> stack.push(new PyDict());
      case DICT -> stack.push(put(new PyDict(), stack.popMark()));
      case SETITEM -> put(stack.pop(2));
      case SETITEMS -> put(stack.popMark());
      case MEMOIZE -> stack.remember();
      case BINPUT -> stack.remember(in.unsignedByte());
      case LONG_BINPUT -> stack.remember(in.unsignedInt());
      case PUT -> stack.remember(in.memoLine());
      case BINGET -> stack.push(stack.recall(in.unsignedByte()));
      case LONG_BINGET -> stack.push(stack.recall(in.unsignedInt()));
      case GET -> stack.push(stack.recall(in.memoLine()));
      case GLOBAL -> global(in.line(), in.line());
      case STACK_GLOBAL -> stackGlobal();
      case REDUCE, NEWOBJ -> reduce();
      case BUILD -> build(stack.pop());
      case BINPERSID -> stack.push(classes.persistent(stack.pop()));
    }
  }

  private static void protocol(int number) throws PickleException {
    if (number > LAST_PROTOCOL) {
      throw new PickleException(
          "protocol " + number + " of pickles, known are 0 to " + LAST_PROTOCOL);
    }
  }

  private void append(List<PyValue> items) throws PickleException {
    if (!(stack.peek() instanceof PyList list)) {
      throw new PickleException("values are appended to " + stack.peek().described());
    }
    append(list, items);
  }

  private PyList append(PyList list, List<PyValue> items) throws PickleException {
    items.forEach(list::add);
    stack.checkDepth(list);
    return list;
  }

  private void put(List<PyValue> entries) throws PickleException {
    if (!(stack.peek() instanceof PyDict dict)) {
      throw new PickleException("entries are put into " + stack.peek().described());
    }
    put(dict, entries);
  }

  private PyDict put(PyDict dict, List<PyValue> entries) throws PickleException {
    if (entries.size() % 2 != 0) {
      throw new PickleException("a key of a dict has no value");
    }
    for (int i = 0; i < entries.size(); i += 2) {
      dict.put(entries.get(i), entries.get(i + 1));
    }
    stack.checkDepth(dict);
    return dict;
  }

  private void stackGlobal() throws PickleException {
    List<PyValue> names = stack.pop(2);
    if (!(names.get(0) instanceof PyScalar.Text module)
        || !(names.get(1) instanceof PyScalar.Text name)) {
      throw new PickleException("a class is named by something else than texts");
    }
    global(module.value(), name.value());
  }

  private void global(String module, String name) throws PickleException {
    PyGlobal global = new PyGlobal(module, name);
    if (!classes.allows(global)) {
      throw new PickleException(
          global.described() + " is not allowed; allowed are " + classes.allowed());
    }
    stack.push(global);
  }

  private void build(PyValue state) throws PickleException {
    classes.state(stack.peek(), state);
  }

  private void reduce() throws PickleException {
    PyValue arguments = stack.pop();
    PyValue function = stack.pop();
    if (!(function instanceof PyGlobal global) || !(arguments instanceof PyTuple tuple)) {
      throw new PickleException(
          "a call of %s with %s".formatted(function.described(), arguments.described()));
    }
    stack.push(classes.call(global, tuple));
  }
}
