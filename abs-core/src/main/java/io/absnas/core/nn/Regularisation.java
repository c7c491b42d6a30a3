package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What one training pass leaves out at random. Masks are drawn on the host, since the engine's own
 * generator is one per process and could not be resumed. An image's draws are a function of seed,
 * step and its position in the step's batch, so they do not depend on the number of replicas.
 *
 * @param dropout probability that a feature before the classifier is zero (Srivastava et al. 2014)
 * @param dropPath probability that an edge of a cell gives zeros for an image (Larsson et al. 2017,
 *     arXiv 1605.07648)
 * @param streams streams {@code dropout} and {@code drop-path} of step and position
 * @param step number of the step
 * @param firstImage position of the pass's first image in the batch of the step
 */
public record Regularisation(
    double dropout, double dropPath, RandomStreams streams, long step, int firstImage) {
  /** Nothing is left out. */
  public static final Regularisation NONE = new Regularisation(0, 0, RandomStreams.of(0), 0, 0);

  /** Checks the probabilities. */
  public Regularisation {
    requireNonNull(streams, "streams is null");
    requireProbability("dropout", dropout);
    requireProbability("dropPath", dropPath);
    if (firstImage < 0) {
      throw new IllegalArgumentException("firstImage must not be negative, was " + firstImage);
    }
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), was " + value);
    }
  }

  /** Fails if drop path is on, which {@code network} does not have. */
  void requireNoDropPath(String network) {
    if (dropPath > 0) {
      throw new IllegalArgumentException(
          network + " has no drop path, dropPath must be 0, was " + dropPath);
    }
  }

  /**
   * The features with each set to zero with probability {@link #dropout} and else multiplied by 1 /
   * (1 - dropout).
   *
   * @param features (N, F)
   * @return a new handle
   */
  NDArray dropped(NDArray features) {
    if (dropout == 0) {
      return Ops.flatten(features);
    }
    int images = Math.toIntExact(features.getShape().get(0));
    int width = Math.toIntExact(features.getShape().get(1));
    double[] values = new double[Math.multiplyExact(images, width)];
    for (int image = 0; image < images; image++) {
      RandomGenerator random = streams.stream("dropout", step, firstImage + (long) image);
      for (int feature = 0; feature < width; feature++) {
        values[image * width + feature] = factor(random, dropout);
      }
    }
    try (NDArray mask =
        HostCopies.create(
            features.getManager(), values, features.getShape(), features.getDataType())) {
      return Ops.multiply(features, mask);
    }
  }

  /**
   * Factors for the edges of all cells: zero with probability {@link #dropPath}, else 1 / (1 -
   * dropPath), one for each image; empty if drop path is off.
   *
   * @param images the images of the pass, whose manager the factors belong to
   */
  Optional<DropPathMasks> dropPathMasks(NDArray images, int edges) {
    if (dropPath == 0 || edges == 0) {
      return Optional.empty();
    }
    int count = Math.toIntExact(images.getShape().get(0));
    double[] values = new double[Math.multiplyExact(edges, count)];
    for (int image = 0; image < count; image++) {
      RandomGenerator random = streams.stream("drop-path", step, firstImage + (long) image);
      for (int edge = 0; edge < edges; edge++) {
        values[edge * count + image] = factor(random, dropPath);
      }
    }
    NDArray masks =
        HostCopies.create(
            images.getManager(), values, new Shape(values.length, 1, 1, 1), images.getDataType());
    return Optional.of(new DropPathMasks(masks, count));
  }

  private static double factor(RandomGenerator random, double probability) {
    return random.nextDouble() < probability ? 0 : 1 / (1 - probability);
  }
}
