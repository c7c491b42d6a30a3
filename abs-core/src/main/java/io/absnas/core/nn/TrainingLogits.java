package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What a training pass of a stand-alone network puts out.
 *
 * @param logits (N, classes) of the classifier
 * @param auxiliary (N, classes) of the auxiliary head of a network that has one
 */
public record TrainingLogits(NDArray logits, Optional<NDArray> auxiliary) {
  /** Checks that both are there. */
  public TrainingLogits {
    requireNonNull(logits, "logits is null");
    requireNonNull(auxiliary, "auxiliary is null");
  }
}
