package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Images as for evaluation; draws nothing.
 *
 * @param transform what is done to every image
 */
public record Unchanged(InputTransform transform) implements TrainingTransform {
  /** Checks that there is a transform. */
  public Unchanged {
    requireNonNull(transform, "transform is null");
  }

  @Override
  public String description() {
    return transform.description();
  }

  @Override
  public HostBatch batch(ImageSource images, int[] indices, IntFunction<RandomGenerator> draws) {
    return transform.batch(images, indices);
  }
}
