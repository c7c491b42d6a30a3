package io.absnas.core.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Single numbers of NumPy, which pickles write as an element type and the bytes of an element. */
final class NumpyNumbers {
  private static final PyGlobal TYPE = new PyGlobal("numpy", "dtype");
  private static final Set<PyGlobal> SCALAR =
      Set.of(
          new PyGlobal("numpy.core.multiarray", "scalar"),
          new PyGlobal("numpy._core.multiarray", "scalar"));

  /** An element type, little-endian. */
  enum ElementType implements PyObject {
    B1(1) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Bool(data.get() != 0);
      }
    },
    I1(1) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Int(data.get());
      }
    },
    I2(2) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Int(data.getShort());
      }
    },
    I4(4) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Int(data.getInt());
      }
    },
    I8(8) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Int(data.getLong());
      }
    },
    F4(4) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Real(data.getFloat());
      }
    },
    F8(8) {
      @Override
      PyScalar value(ByteBuffer data) {
        return new PyScalar.Real(data.getDouble());
      }
    };

    private static final Map<String, ElementType> BY_NAME =
        Map.of("b1", B1, "i1", I1, "i2", I2, "i4", I4, "i8", I8, "f4", F4, "f8", F8);

    private final int bytes;

    ElementType(int bytes) {
      this.bytes = bytes;
    }

    abstract PyScalar value(ByteBuffer data);

    @Override
    public String described() {
      return "an element type of NumPy";
    }
  }

  private NumpyNumbers() {}

  static boolean allows(PyGlobal global) {
    return global.equals(TYPE) || SCALAR.contains(global);
  }

  static PyValue call(PyGlobal function, PyTuple arguments) throws PickleException {
    List<PyValue> items = arguments.items();
    if (function.equals(TYPE) && !items.isEmpty() && items.get(0) instanceof PyScalar.Text name) {
      @Nullable ElementType type = ElementType.BY_NAME.get(name.value());
      if (type == null) {
        throw new PickleException(
            "element type '%s' of NumPy is not allowed; allowed are b1, i1, i2, i4, i8, f4, f8"
                .formatted(Printable.of(name.value())));
      }
      return type;
    }
    if (SCALAR.contains(function)
        && items.size() == 2
        && items.get(0) instanceof ElementType type
        && items.get(1) instanceof PyScalar.Bytes data
        && data.value().remaining() == type.bytes) {
      return type.value(data.value().order(ByteOrder.LITTLE_ENDIAN));
    }
    throw new PickleException("a call of %s that does not fit".formatted(function.described()));
  }

  /** The second entry of an element type's state is the order of its bytes. */
  static void checkState(PyValue state) throws PickleException {
    boolean little =
        state instanceof PyTuple tuple
            && tuple.items().size() > 1
            && tuple.items().get(1) instanceof PyScalar.Text order
            && (order.value().equals("<") || order.value().equals("|"));
    if (!little) {
      throw new PickleException("an element type of NumPy that is not little-endian");
    }
  }
}
