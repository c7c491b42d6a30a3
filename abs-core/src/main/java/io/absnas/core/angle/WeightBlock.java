package io.absnas.core.angle;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of the weight vector that is there as a whole or not at all.
 *
 * @param tensors its weights
 * @param poolChannels channels of its pools over all cells; each is a 3x3 kernel of ninths, the
 *     same in both vectors
 */
public record WeightBlock(List<WeightTensor> tensors, long poolChannels) {
  private static final int POOL_KERNEL = 9;

  /** Copies the list. */
  public WeightBlock {
    tensors = List.copyOf(tensors);
    if (poolChannels < 0) {
      throw new IllegalArgumentException("poolChannels must not be negative, was " + poolChannels);
    }
  }

  /** Number of values in the vector. */
  public long length() {
    return POOL_KERNEL * poolChannels + tensors.stream().mapToLong(WeightTensor::elements).sum();
  }

  /** What the pools add to each of the three sums: nine squares of a ninth per channel. */
  public double poolSum() {
    return poolChannels / (double) POOL_KERNEL;
  }

  /** Collects tensors under their state-dict names. */
  static final class Builder {
    private final List<WeightTensor> tensors = new ArrayList<>();
    private long poolChannels;

    /** A convolution's weight (outChannels, inChannels of a group, kernel, kernel). */
    Builder convolution(String module, long outChannels, long inChannels, long kernel) {
      return tensor(module + ".weight", outChannels, inChannels, kernel, kernel);
    }

    /** A depthwise convolution's weight (channels, 1, kernel, kernel). */
    Builder depthwise(String module, long channels, long kernel) {
      return convolution(module, channels, 1, kernel);
    }

    Builder tensor(String name, Long... shape) {
      tensors.add(new WeightTensor(name, List.of(shape)));
      return this;
    }

    Builder pool(long channels) {
      poolChannels += channels;
      return this;
    }

    WeightBlock build() {
      return new WeightBlock(tensors, poolChannels);
    }
  }
}
