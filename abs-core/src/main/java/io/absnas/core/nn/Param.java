package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.Autograd;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trainable array of a network, which owns it and uses it on one thread at a time.
 *
 * <p>Outside a training step the array itself is the leaf that collects gradients. Within a step
 * {@link #track} puts a fresh leaf of the same memory in its place, so that the engine hands the
 * first gradient over instead of adding it to one that was zeroed before.
 */
public final class Param {
  private final String name;
  private final NDArray value;
  private final Role role;
  private final Optional<EdgeOp> owner;
  private @Nullable NDArray leaf;

  /** Kinds of trainable arrays. */
  public enum Role {
    /** Convolution weight, four dimensions. */
    CONVOLUTION,
    /** Scale or shift of a batch norm. */
    BATCH_NORM,
    /** Weight matrix of the classifier. */
    CLASSIFIER_WEIGHT,
    /** Bias of the classifier. */
    CLASSIFIER_BIAS,
    /** What decides between candidate ops; no weight, and not among a network's parameters. */
    ARCHITECTURE
  }

  /**
   * A parameter.
   *
   * @param name state-dict name
   * @param value the array itself, a leaf that requires gradients
   * @param role what kind of weight it is, which decides on weight decay
   * @param owner the EdgeOp whose block it belongs to; empty for the common part
   */
  public Param(String name, NDArray value, Role role, Optional<EdgeOp> owner) {
    this.name = requireNonNull(name, "name is null");
    this.value = requireNonNull(value, "value is null");
    this.role = requireNonNull(role, "role is null");
    this.owner = requireNonNull(owner, "owner is null");
  }

  /** State-dict name. */
  public String name() {
    return name;
  }

  /** The array itself, updated in place outside gradient mode. */
  public NDArray value() {
    return value;
  }

  /** What kind of weight it is. */
  public Role role() {
    return role;
  }

  /** The EdgeOp whose block it belongs to; empty for the common part. */
  public Optional<EdgeOp> owner() {
    return owner;
  }

  /** What forward passes read and gradients are collected for. */
  public NDArray leaf() {
    NDArray current = leaf;
    return current == null ? value : current;
  }

  /**
   * Begins a step: from here on {@link #leaf} is without a gradient.
   *
   * @param step manager of the step, which frees the leaf
   */
  public void track(NDManager step) {
    NDArray fresh = value.stopGradient();
    fresh.attach(step);
    Autograd.requireGradient(fresh);
    leaf = fresh;
  }

  /**
   * Begins a step in which no gradient of this parameter is wanted: from here on {@link #leaf} is a
   * constant of the same memory.
   *
   * @param step manager of the step, which frees the constant
   */
  public void freeze(NDManager step) {
    NDArray constant = value.stopGradient();
    constant.attach(step);
    leaf = constant;
  }

  /** Ends the step. */
  public void untrack() {
    leaf = null;
  }

  @Override
  public String toString() {
    return name;
  }
}
