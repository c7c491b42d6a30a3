package io.absnas.core.bench;

import io.absnas.core.angle.WeightBlock;
import io.absnas.core.angle.WeightLayout;
import io.absnas.core.angle.WeightTensor;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Weight vectors of a whole supernet, made without the engine. */
public final class RandomWeights {
  private RandomWeights() {}

  /** All tensors of the space's weight vector, float32, uniform within 1 of zero. */
  public static NamedTensors of(SearchSpace space, long seed) {
    WeightLayout layout = WeightLayout.of(space);
    List<WeightTensor> tensors =
        Stream.concat(Stream.of(layout.common()), layout.blocks().values().stream())
            .map(WeightBlock::tensors)
            .flatMap(List::stream)
            .toList();
    RandomStreams streams = RandomStreams.of(seed);
    List<HostTensor> weights = new ArrayList<>();
    for (WeightTensor tensor : tensors) {
      RandomGenerator random = streams.stream("weights", weights.size());
      float[] values = new float[Math.toIntExact(tensor.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = 2 * random.nextFloat() - 1;
      }
      weights.add(HostTensor.of(tensor.name(), tensor.shape(), values));
    }
    return NamedTensors.of(weights);
  }
}
