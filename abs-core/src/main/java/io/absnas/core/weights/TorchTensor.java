package io.absnas.core.weights;

import io.absnas.core.pickle.PyObject;
import java.util.List;

/**
 * A view of a storage as a pickle describes it, all of whose elements lie in the storage.
 *
 * @param storage what it is a view of
 * @param offset element of the storage that comes first
 * @param shape dimensions; their product is below 2^31
 * @param strides elements of the storage from one index to the next, per dimension
 */
record TorchTensor(TorchStorage storage, long offset, List<Long> shape, List<Long> strides)
    implements PyObject {
  TorchTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /** Number of elements. */
  long elements() {
    return TensorShape.elements(shape);
  }

  /** Whether the elements lie in the storage one after the other, in order. */
  boolean contiguous() {
    long expected = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      if (shape.get(i) != 1 && strides.get(i) != expected) {
        return elements() == 0;
      }
      expected *= shape.get(i);
    }
    return true;
  }

  @Override
  public String described() {
    return "a tensor";
  }
}
