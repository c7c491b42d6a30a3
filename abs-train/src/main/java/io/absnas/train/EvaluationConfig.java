package io.absnas.train;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Section {@code evaluation}: when the network is evaluated, on the images that {@code
 * data.held-out} names. The weights that do best are kept, so with {@code held-out: test} the
 * choice is made by test images, with {@code held-out: validation} by training images alone. The
 * end of the training is evaluated in any case.
 *
 * @param batchSize images of a pass
 * @param everyEpochs after every so many epochs
 * @param everySteps after every so many steps
 * @param lastEpochs also after each of so many last epochs
 * @param test whether, with {@code held-out: validation}, the last and the best weights are
 *     evaluated on the test images once, at the end
 */
public record EvaluationConfig(
    int batchSize,
    Optional<Integer> everyEpochs,
    Optional<Integer> everySteps,
    Optional<Integer> lastEpochs,
    boolean test) {
  /** Checks the numbers. */
  public EvaluationConfig {
    requirePositive("batchSize", Optional.of(batchSize));
    requirePositive("everyEpochs", requireNonNull(everyEpochs, "everyEpochs is null"));
    requirePositive("everySteps", requireNonNull(everySteps, "everySteps is null"));
    requirePositive("lastEpochs", requireNonNull(lastEpochs, "lastEpochs is null"));
  }

  private static void requirePositive(String name, Optional<Integer> value) {
    if (value.orElse(1) < 1) {
      throw new IllegalArgumentException(name + " is " + value.get() + ", must be at least 1");
    }
  }
}
