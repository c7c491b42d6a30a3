package io.absnas.core.weights;

import io.absnas.core.pickle.PyObject;

/**
 * A storage as a pickle describes it; its bytes lie elsewhere in the file.
 *
 * @param type element type
 * @param key name in the file
 * @param elements how many the pickle says it has
 */
record TorchStorage(TorchType type, String key, long elements) implements PyObject {
  /** Its length, or the largest number if that is more than a long holds. */
  long bytes() {
    return elements > Long.MAX_VALUE / type.bytes() ? Long.MAX_VALUE : elements * type.bytes();
  }

  @Override
  public String described() {
    return "a storage";
  }
}
