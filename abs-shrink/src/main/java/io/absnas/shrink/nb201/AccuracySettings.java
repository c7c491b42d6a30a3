package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architectures;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which architectures are evaluated with a supernet's weights, and with which weights.
 *
 * @param children number of architectures; 0 evaluates none
 * @param epochs weights after these epochs; those of the last one if absent
 * @param seed decides which architectures, and on which images statistics are estimated anew
 */
public record AccuracySettings(int children, Optional<List<Long>> epochs, long seed) {
  /** Checks the number and copies the list. */
  public AccuracySettings {
    requireNonNull(epochs, "epochs is null");
    epochs = epochs.map(List::copyOf);
    int all = Architectures.count(BenchmarkTable.space());
    if (children < 0 || children > all) {
      throw new IllegalArgumentException(
          "children is %d, must be 0 to %d".formatted(children, all));
    }
  }

  /** Places of the architectures in the enumeration, growing; the same for all supernets. */
  public int[] places() {
    int all = Architectures.count(BenchmarkTable.space());
    int[] drawn = IntStream.range(0, all).toArray();
    RandomGenerator random = RandomStreams.of(seed).stream("correlated-architectures");
    for (int i = 0; i < children; i++) {
      int other = i + random.nextInt(all - i);
      int place = drawn[other];
      drawn[other] = drawn[i];
      drawn[i] = place;
    }
    return IntStream.of(drawn).limit(children).sorted().toArray();
  }

  /** Whether weights of an epoch are evaluated. */
  boolean wants(TrainedSupernet supernet, long epoch) {
    return children > 0
        && epochs
            .map(wanted -> wanted.contains(epoch))
            .orElse(epoch == supernet.weights().lastKey());
  }
}
