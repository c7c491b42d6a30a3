package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.InPlace;
import java.util.ArrayList;
import java.util.List;

/**
 * Weighted mean of gradients that all processors can read: as {@link FlatExchange}, but the chunks
 * are whole arrays of the list, so nothing is laid out anew.
 *
 * @param gradients the same arrays in the same order for each replica; overwritten
 * @param shares weight of each replica
 */
record SharedMemoryExchange(List<List<NDArray>> gradients, List<Double> shares)
    implements GradientExchange {
  @Override
  public void reduce(int replica) {
    List<NDArray> sums = chunk(replica, replica);
    if (sums.isEmpty()) {
      return;
    }
    InPlace.scale(sums, shares.get(replica));
    for (int step = 1; step < gradients.size(); step++) {
      int other = (replica + step) % gradients.size();
      InPlace.addScaled(sums, chunk(other, replica), shares.get(other));
    }
  }

  @Override
  public void gather(int replica) {
    for (int step = 1; step < gradients.size(); step++) {
      int other = (replica + step) % gradients.size();
      if (!chunk(other, other).isEmpty()) {
        InPlace.copy(chunk(replica, other), chunk(other, other));
      }
    }
  }

  private List<NDArray> chunk(int owner, int chunk) {
    List<NDArray> all = gradients.get(owner);
    List<Integer> bounds =
        bounds(
            gradients.get(0).stream().map(array -> array.getShape().size()).toList(),
            gradients.size());
    return all.subList(bounds.get(chunk), bounds.get(chunk + 1));
  }

  /**
   * Cuts a list where the sizes that lie before come closest to equal parts.
   *
   * @return parts + 1 indices, the first 0, the last the number of sizes
   */
  static List<Integer> bounds(List<Long> sizes, int parts) {
    long total = sizes.stream().mapToLong(Long::longValue).sum();
    List<Integer> bounds = new ArrayList<>();
    long before = 0;
    int index = 0;
    for (int part = 0; part < parts; part++) {
      double aim = (double) total * part / parts;
      while (index < sizes.size() && before + sizes.get(index) / 2.0 < aim) {
        before += sizes.get(index++);
      }
      bounds.add(index);
    }
    bounds.add(sizes.size());
    return List.copyOf(bounds);
  }
}
