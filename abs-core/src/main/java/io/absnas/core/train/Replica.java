package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One network's share of a training step: {@link #accumulate}, then {@link #update}, then {@link
 * #finish}, all on one thread at a time. Between steps all gradients are zero.
 */
final class Replica implements AutoCloseable {
  private final Network network;
  private final SmoothedCrossEntropy criterion;
  private final Sgd optimiser;
  private final DeviceBatches batches;
  private @Nullable Step step;

  /** What lives from the first pass to the end of a step. */
  private record Step(NDManager manager, List<Param> parameters, List<NDArray> gradients) {}

  Replica(Network network, SmoothedCrossEntropy criterion, SgdSettings settings) {
    this.network = requireNonNull(network, "network is null");
    this.criterion = requireNonNull(criterion, "criterion is null");
    this.optimiser = new Sgd(settings, network);
    this.batches = new DeviceBatches(network);
  }

  Network network() {
    return network;
  }

  Sgd optimiser() {
    return optimiser;
  }

  /**
   * Forward and backward passes over images {@code from} to {@code to - 1}; the gradients of all
   * paths add up.
   *
   * @return the loss of each path, mean over the images
   */
  double[] accumulate(HostBatch batch, int from, int to, List<SampledPath> paths) {
    NDManager manager = batches.newStep();
    List<NDArray> gradients = new ArrayList<>();
    List<Param> parameters = optimiser.parameters(paths);
    step = new Step(manager, parameters, gradients);
    int[] labels = Arrays.copyOfRange(batch.labels(), from, to);
    NDArray images = batches.images(batch, from, to, manager);
    double[] losses = new double[paths.size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = pass(images, labels, paths.get(i));
    }
    for (Param param : parameters) {
      gradients.add(
          Autograd.gradient(param.value(), manager)
              .orElseGet(
                  () -> manager.zeros(param.value().getShape(), param.value().getDataType())));
    }
    return losses;
  }

  @SuppressWarnings("try") // the scope works by being open
  private double pass(NDArray images, int[] labels, SampledPath path) {
    try (NDManager pass = images.getManager().newSubManager()) {
      NDArray input = images.stopGradient();
      input.attach(pass);
      try (GradScope recording = GradScope.enabled()) {
        NDArray logits = network.forward(input, path, BatchNormMode.TRAIN);
        int classes = Math.toIntExact(logits.getShape().get(1));
        NDArray targets = criterion.targets(pass, labels, classes, logits.getDataType());
        NDArray loss = criterion.loss(logits, targets);
        Autograd.backward(loss);
        return HostCopies.doubles(loss)[0];
      }
    }
  }

  /** All gradients of the step one after another, a copy in the step's scope. */
  NDArray flatGradients() {
    Step current = current();
    NDList parts = new NDList();
    for (NDArray gradient : current.gradients()) {
      parts.add(gradient.flatten());
    }
    return NDArrays.concat(parts);
  }

  /** Replaces the gradients of the step by those of {@link #flatGradients} form, of any device. */
  void setFlatGradients(NDArray flat) {
    Step current = current();
    NDArray local = Ops.copyTo(flat, current.manager());
    long at = 0;
    for (NDArray gradient : current.gradients()) {
      Shape shape = gradient.getShape();
      try (NDArray part = Ops.slice(local, 0, at, at + shape.size());
          NDArray shaped = part.reshape(shape)) {
        InPlace.copy(gradient, shaped);
      }
      at += shape.size();
    }
  }

  /** Moves the parameters. */
  void update(double rate) {
    optimiser.update(current().parameters(), current().gradients(), rate);
  }

  /** Zeroes the gradients and frees the step; also after a failure, and harmless without a step. */
  void finish() {
    if (step != null) {
      step.parameters().forEach(param -> Autograd.zeroGradient(param.value()));
      step.manager().close();
      step = null;
    }
  }

  /** Arrays held between steps: velocities and the input buffer. */
  int arrays() {
    return optimiser.arrays() + batches.arrays();
  }

  private Step current() {
    if (step == null) {
      throw new IllegalStateException("no step is under way");
    }
    return step;
  }

  @Override
  public void close() {
    finish();
    batches.close();
    optimiser.close();
  }
}
