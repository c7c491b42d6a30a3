package io.absnas.core.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes row-major tensors of views: a slice of the storage where possible, otherwise a copy. */
final class TensorViews {
  private TensorViews() {}

  /**
   * The tensor of a view.
   *
   * @param storage the bytes of the view's storage, little-endian
   */
  static HostTensor tensor(String name, TorchTensor view, ByteBuffer storage, MemoryBudget budget)
      throws WeightFileException {
    TorchType type = view.storage().type();
    int elements = (int) view.elements();
    if (type.unchanged() && view.contiguous()) {
      int start = elements == 0 ? 0 : (int) (view.offset() * type.bytes());
      return new HostTensor(
          name, type.kind(), view.shape(), storage.slice(start, elements * type.bytes()));
    }
    long bytes = (long) elements * type.kind().bytes();
    budget.copy(bytes);
    ByteBuffer copy = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer source = storage.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int[] index = new int[view.shape().size()];
    long at = view.offset();
    for (int i = 0; i < elements; i++) {
      type.copy(source, at, copy);
      at = next(view, index, at);
    }
    return new HostTensor(name, type.kind(), view.shape(), copy.flip());
  }

  /** Counts the index up, the last dimension fastest, and moves the place in the storage along. */
  private static long next(TorchTensor view, int[] index, long at) {
    long moved = at;
    for (int i = index.length - 1; i >= 0; i--) {
      index[i]++;
      moved += view.strides().get(i);
      if (index[i] < view.shape().get(i)) {
        return moved;
      }
      moved -= index[i] * view.strides().get(i);
      index[i] = 0;
    }
    return moved;
  }
}
