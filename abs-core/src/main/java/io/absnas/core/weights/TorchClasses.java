package io.absnas.core.weights;

import io.absnas.core.pickle.PickleClasses;
import io.absnas.core.pickle.PickleException;
import io.absnas.core.pickle.PickleLimits;
import io.absnas.core.pickle.PlainClasses;
import io.absnas.core.pickle.PyGlobal;
import io.absnas.core.pickle.PyScalar;
import io.absnas.core.pickle.PyTuple;
import io.absnas.core.pickle.PyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes in pickles of PyTorch's state dicts: tensors and storages beside plain data. */
final class TorchClasses implements PickleClasses {
  /** How much one pickle of a file may hold: ten times what a supernet and its optimiser take. */
  static final PickleLimits LIMITS = new PickleLimits(1 << 26, 1 << 20, 1_000_000, 1_000_000, 100);

  private static final PyGlobal TENSOR = new PyGlobal("torch._utils", "_rebuild_tensor_v2");
  private static final PyGlobal PARAMETER = new PyGlobal("torch._utils", "_rebuild_parameter");
  private static final int MAX_DIMENSIONS = 64;

  private final PlainClasses plain = new PlainClasses();
  private final Map<String, TorchStorage> storages = new LinkedHashMap<>();

  /** Every storage that was spoken of, by its key. */
  Map<String, TorchStorage> storages() {
    return Collections.unmodifiableMap(storages);
  }

  @Override
  public boolean allows(PyGlobal global) {
    return global.equals(TENSOR)
        || global.equals(PARAMETER)
        || storageType(global)
        || plain.allows(global);
  }

  private static boolean storageType(PyGlobal global) {
    return global.module().equals("torch") && TorchType.ofStorage(global.name()).isPresent();
  }

  @Override
  public String allowed() {
    return "tensors and parameters, storages of float64, float32, float16, bfloat16, int64, int32,"
        + " int16, int8, uint8 and bool, "
        + plain.allowed();
  }

  @Override
  public PyValue call(PyGlobal function, PyTuple arguments) throws PickleException {
    if (function.equals(TENSOR)) {
      return tensor(arguments.items());
    }
    if (function.equals(PARAMETER)) {
      if (arguments.items().size() == 3 && arguments.items().get(0) instanceof TorchTensor data) {
        return data;
      }
      throw new PickleException("a parameter is not made of a tensor, a flag and hooks");
    }
    if (storageType(function)) {
      throw new PickleException(function.described() + " is called; storages are not made so");
    }
    return plain.call(function, arguments);
  }

  @Override
  public void state(PyValue value, PyValue state) throws PickleException {
    plain.state(value, state);
  }

  /** {@inheritDoc} A storage: its kind, type, key, device, elements and, in old files, a view. */
  @Override
  public PyValue persistent(PyValue id) throws PickleException {
    List<PyValue> items = id instanceof PyTuple tuple ? tuple.items() : List.of();
    boolean sized =
        items.size() == 5 || (items.size() == 6 && items.get(5) instanceof PyScalar.None);
    if (!sized
        || !(items.get(0) instanceof PyScalar.Text kind && kind.value().equals("storage"))
        || !(items.get(1) instanceof PyGlobal global && storageType(global))
        || !(items.get(2) instanceof PyScalar.Text key)
        || !(items.get(3) instanceof PyScalar.Text)
        || !(items.get(4) instanceof PyScalar.Int elements)
        || elements.value() < 0) {
      throw new PickleException("refers to something else than a storage of known type");
    }
    TorchType type = TorchType.ofStorage(((PyGlobal) items.get(1)).name()).orElseThrow();
    TorchStorage storage = new TorchStorage(type, key.value(), elements.value());
    @Nullable TorchStorage before = storages.putIfAbsent(storage.key(), storage);
    if (before != null && !before.equals(storage)) {
      throw new PickleException("a storage is described twice, as different ones");
    }
    return storage;
  }

  /**
   * Arguments: storage, offset, shape, strides, a flag and hooks. Seven would be metadata, which
   * tensors have whose elements are to be negated when they are read.
   */
  private static TorchTensor tensor(List<PyValue> arguments) throws PickleException {
    if (arguments.size() != 6
        || !(arguments.get(0) instanceof TorchStorage storage)
        || !(arguments.get(1) instanceof PyScalar.Int offset)) {
      throw new PickleException(
          "a tensor is not made of a storage, an offset, shape, strides, a flag and hooks");
    }
    List<Long> shape = naturals(arguments.get(2));
    List<Long> strides = naturals(arguments.get(3));
    if (shape.size() != strides.size() || shape.size() > MAX_DIMENSIONS) {
      throw new PickleException(
          "a tensor has %d dimensions and %d strides, allowed are as many of both, at most %d"
              .formatted(shape.size(), strides.size(), MAX_DIMENSIONS));
    }
    if (!inside(storage, offset.value(), shape, strides)) {
      throw new PickleException(
          "a tensor of shape %s with strides %s from element %d on is not inside its storage of %d"
              .formatted(shape, strides, offset.value(), storage.elements()));
    }
    return new TorchTensor(storage, offset.value(), shape, strides);
  }

  private static List<Long> naturals(PyValue value) throws PickleException {
    if (!(value instanceof PyTuple tuple)) {
      throw new PickleException("a tensor has " + value.described() + " for a shape or strides");
    }
    List<Long> numbers = new ArrayList<>();
    for (PyValue item : tuple.items()) {
      if (!(item instanceof PyScalar.Int number) || number.value() < 0) {
        throw new PickleException(
            "a tensor has %s in its shape or strides, allowed are whole numbers of at least 0"
                .formatted(item.described()));
      }
      numbers.add(number.value());
    }
    return numbers;
  }

  private static boolean inside(
      TorchStorage storage, long offset, List<Long> shape, List<Long> strides) {
    long elements = TensorShape.elements(shape);
    if (elements <= 0) {
      return elements == 0 && offset >= 0;
    }
    long last = offset;
    for (int i = 0; i < shape.size(); i++) {
      long steps = shape.get(i) - 1;
      long stride = strides.get(i);
      if (steps > 0 && stride > (Long.MAX_VALUE - Math.max(last, 0)) / steps) {
        return false;
      }
      last += steps * stride;
    }
    return offset >= 0 && last < storage.elements();
  }
}
