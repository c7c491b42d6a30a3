package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Ops;
import java.util.List;

/**
 * Weighted mean of flat gradients that live on different devices. The array is cut into as many
 * chunks as there are replicas. Reduce-scatter: replica r sums chunk r of all others into its own.
 * All-gather: it fetches every other chunk from the replica that has summed it. So each device
 * sends and receives less than two arrays in all, whatever the number of devices.
 *
 * <p>Each chunk is summed once and copied, so all replicas end with the same bits.
 *
 * @param flat one array of equal size per replica, each on its device; overwritten
 * @param shares weight of each replica
 */
record FlatExchange(List<NDArray> flat, List<Double> shares) implements GradientExchange {
  @Override
  public void reduce(int replica) {
    if (empty(replica)) {
      return;
    }
    try (NDArray sum = chunk(replica, replica)) {
      InPlace.scale(sum, shares.get(replica));
      for (int step = 1; step < flat.size(); step++) {
        int other = (replica + step) % flat.size(); // neighbours start at different sources
        try (NDArray part = chunk(other, replica)) {
          InPlace.addScaled(sum, part, shares.get(other));
        }
      }
    }
  }

  @Override
  public void gather(int replica) {
    for (int step = 1; step < flat.size(); step++) {
      int other = (replica + step) % flat.size();
      if (empty(other)) {
        continue;
      }
      try (NDArray target = chunk(replica, other);
          NDArray source = chunk(other, other)) {
        InPlace.copy(target, source);
      }
    }
  }

  private NDArray chunk(int owner, int chunk) {
    return Ops.slice(flat.get(owner), 0, bound(chunk), bound(chunk + 1));
  }

  private boolean empty(int chunk) {
    return bound(chunk) == bound(chunk + 1);
  }

  private long bound(int chunk) {
    return flat.get(0).getShape().size() * chunk / flat.size();
  }
}
