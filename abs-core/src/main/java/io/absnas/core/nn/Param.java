package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.EdgeOp;
import java.util.Optional;

/**
 * A trainable array of a network. The network owns it; it is a leaf that requires gradients.
 *
 * @param name state-dict name
 * @param value the array itself, updated in place outside gradient mode
 * @param role what kind of weight it is, which decides on weight decay
 * @param owner the EdgeOp whose block it belongs to; empty for the common part
 */
public record Param(String name, NDArray value, Role role, Optional<EdgeOp> owner) {
  /** Kinds of trainable arrays. */
  public enum Role {
    /** Convolution weight, four dimensions. */
    CONVOLUTION,
    /** Scale or shift of a batch norm. */
    BATCH_NORM,
    /** Weight matrix of the classifier. */
    CLASSIFIER_WEIGHT,
    /** Bias of the classifier. */
    CLASSIFIER_BIAS
  }

  /** Checks that all is there. */
  public Param {
    requireNonNull(name, "name is null");
    requireNonNull(value, "value is null");
    requireNonNull(role, "role is null");
    requireNonNull(owner, "owner is null");
  }
}
