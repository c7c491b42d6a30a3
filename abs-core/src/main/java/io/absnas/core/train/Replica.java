package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.AlphaNetwork;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.EdgeGates;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.GatedNetwork;
import io.absnas.core.nn.GatedPass;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.nn.TrainingLogits;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.FlatArrays;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network's share of a training step: {@link #accumulate}, then {@link #update}, then {@link
 * #finish}, all on one thread at a time. Between steps there are no gradients.
 */
final class Replica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);

  /** Architecture parameters learn from the plain loss, whatever the weights do. */
  private static final SmoothedCrossEntropy GATE_LOSS = new SmoothedCrossEntropy(0);

  private final Network network;
  private final TrainingRecipe recipe;
  private final Sgd optimiser;
  private final DeviceBatches batches;
  private @Nullable Step step;

  /** The images of a step that this replica works on. */
  private record Slice(long step, HostBatch batch, int firstImage, int from, int to) {}

  /** What lives from the first pass to the end of a step. */
  private record Step(
      NDManager manager,
      List<Param> parameters,
      List<Param> alphas,
      List<NDArray> gradients,
      Map<String, double[]> alphaGradients) {}

  /** Loss and gradients of gates, means over images. */
  record GateGradients(double loss, List<double[]> gates) {}

  Replica(Network network, TrainingRecipe recipe) {
    this.network = requireNonNull(network, "network is null");
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.optimiser = new Sgd(recipe.optimiser(), network);
    this.batches = new DeviceBatches(network);
  }

  Network network() {
    return network;
  }

  /** The network, which must have architecture parameters. */
  AlphaNetwork alphaNetwork() {
    if (network instanceof AlphaNetwork alphas) {
      return alphas;
    }
    throw new IllegalArgumentException("the network has no architecture parameters");
  }

  Sgd optimiser() {
    return optimiser;
  }

  /**
   * Forward and backward passes over images {@code from} to {@code to - 1}; the gradients of all
   * paths add up.
   *
   * @param number of the step, from 1 over the whole run
   * @param lossFactor what gradients are multiplied by
   * @return the loss of each path, mean over the images
   */
  double[] accumulate(
      long number, HostBatch batch, int from, int to, List<SampledPath> paths, double lossFactor) {
    return accumulate(number, batch, 0, from, to, paths, lossFactor, Wanted.WEIGHTS);
  }

  /**
   * The same for weights, architecture parameters or both.
   *
   * @param firstImage number of the batch's first image among all that the step sees, which decides
   *     what is left out at random
   */
  double[] accumulate(
      long number,
      HostBatch batch,
      int firstImage,
      int from,
      int to,
      List<SampledPath> paths,
      double lossFactor,
      Wanted wanted) {
    NDManager manager = batches.newStep();
    List<NDArray> gradients = new ArrayList<>();
    List<Param> parameters = optimiser.parameters(recipe.rule().parameters(network, paths));
    List<Param> alphas =
        network instanceof AlphaNetwork mixed ? mixed.architectureParameters() : List.of();
    Map<String, double[]> alphaGradients = new LinkedHashMap<>();
    step = new Step(manager, parameters, alphas, gradients, alphaGradients);
    boolean ofWeights = wanted != Wanted.ALPHAS;
    begin(parameters, ofWeights, manager);
    begin(alphas, wanted != Wanted.WEIGHTS, manager);
    NDArray images = batches.images(batch, from, to, manager);
    Slice slice = new Slice(number, batch, firstImage, from, to);
    double[] losses = new double[paths.size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = pass(images, slice, paths.get(i), lossFactor);
    }
    if (ofWeights) {
      parameters.forEach(param -> gradients.add(gradient(param, manager)));
    }
    if (wanted != Wanted.WEIGHTS) {
      for (Param param : alphas) {
        alphaGradients.put(param.name(), HostCopies.doubles(gradient(param, manager)));
      }
    }
    return losses;
  }

  /**
   * A pass over active candidates; weights are constants to it, and nothing is left afterwards.
   *
   * @return the loss and the gradients of the gates, means over images {@code from} to {@code to -
   *     1}
   */
  GateGradients gates(
      HostBatch batch, int from, int to, List<EdgeGates> gates, GatedNetwork.Gradients kind) {
    if (!(network instanceof GatedNetwork gated)) {
      throw new IllegalArgumentException("the network has no gates");
    }
    NDManager manager = batches.newStep();
    List<Param> parameters = network.parameters();
    step = new Step(manager, parameters, List.of(), new ArrayList<>(), Map.of());
    begin(parameters, false, manager);
    NDArray images = batches.images(batch, from, to, manager);
    return GradScope.recorded(
        () -> {
          GatedPass pass =
              gated.forward(images, gates, kind, ForwardMode.full(BatchNormMode.TRAIN));
          int classes = Math.toIntExact(pass.logits().getShape().get(1));
          NDArray targets = GATE_LOSS.targets(manager, batch, from, to, classes, batches.type());
          NDArray loss = GATE_LOSS.loss(pass.logits(), targets);
          double value = HostCopies.doubles(loss)[0];
          return new GateGradients(value, pass.backward(loss));
        });
  }

  /** Images {@code from} to {@code to - 1} that a path classifies rightly, in training mode. */
  @SuppressWarnings("try") // the scope works by being open
  long correct(HostBatch batch, int from, int to, SampledPath path) {
    try (NDManager manager = batches.newStep();
        GradScope none = GradScope.disabled()) {
      NDArray images = batches.images(batch, from, to, manager);
      NDArray logits = network.forward(images, path, ForwardMode.full(BatchNormMode.TRAIN));
      int[] labels = Arrays.copyOfRange(batch.labels(), from, to);
      return Accuracy.of(HostCopies.doubles(logits), labels).top1Hits();
    }
  }

  private static void begin(List<Param> parameters, boolean tracked, NDManager manager) {
    for (Param param : parameters) {
      if (tracked) {
        param.track(manager);
      } else {
        param.freeze(manager);
      }
    }
  }

  private static NDArray gradient(Param param, NDManager manager) {
    return Autograd.gradient(param.leaf(), manager)
        .orElseGet(() -> manager.zeros(param.value().getShape(), param.value().getDataType()));
  }

  @SuppressWarnings("try") // the scope works by being open
  private double pass(NDArray images, Slice slice, SampledPath path, double lossFactor) {
    try (NDManager pass = images.getManager().newSubManager()) {
      NDArray input = images.stopGradient();
      input.attach(pass);
      try (GradScope recording = GradScope.enabled()) {
        TrainingLogits logits =
            recipe
                .rule()
                .forward(
                    network,
                    input,
                    path,
                    recipe.mode(),
                    slice.step(),
                    slice.firstImage() + slice.from());
        int classes = Math.toIntExact(logits.logits().getShape().get(1));
        NDArray targets =
            recipe
                .loss()
                .targets(pass, slice.batch(), slice.from(), slice.to(), classes, batches.type());
        NDArray loss = loss(logits, targets);
        Autograd.backward(loss, lossFactor);
        return HostCopies.doubles(loss)[0];
      }
    }
  }

  private NDArray loss(TrainingLogits logits, NDArray targets) {
    NDArray loss = recipe.loss().loss(logits.logits(), targets);
    double weight = recipe.rule().auxiliaryWeight();
    if (logits.auxiliary().isEmpty() || weight == 0) {
      return loss;
    }
    NDArray auxiliary = recipe.loss().loss(logits.auxiliary().get(), targets);
    NDArray factor =
        HostCopies.create(
            loss.getManager(), new double[] {weight}, new Shape(), loss.getDataType());
    return Ops.add(loss, Ops.multiply(auxiliary, factor));
  }

  /** The parameters of the step, whether gradients of them are wanted or not. */
  List<Param> parameters() {
    return current().parameters();
  }

  /** The gradients of the step's architecture parameters by name, where they are wanted. */
  Map<String, double[]> alphaGradients() {
    return current().alphaGradients();
  }

  /** The gradients of the step, held by it: what is written there is what {@link #update} uses. */
  List<NDArray> gradients() {
    return current().gradients();
  }

  /**
   * The gradients of the step one after another in one array of the step's scope, which holds them
   * from now on: what is written there is what {@link #update} uses.
   */
  NDArray flatGradients() {
    Step current = current();
    NDArray flat = FlatArrays.concat(current.gradients(), current.manager());
    List<NDArray> views = FlatArrays.splitLike(flat, current.gradients(), current.manager());
    step =
        new Step(
            current.manager(),
            current.parameters(),
            current.alphas(),
            views,
            current.alphaGradients());
    return flat;
  }

  /**
   * Moves the parameters.
   *
   * @param lossFactor what gradients are divided by first
   * @return false if a gradient is not finite, and then nothing is moved
   */
  boolean update(double rate, double lossFactor) {
    List<NDArray> gradients = current().gradients();
    if (lossFactor != 1) {
      InPlace.scale(gradients, 1 / lossFactor);
    }
    boolean updated = optimiser.update(current().parameters(), gradients, rate);
    // With a factor, overflow is expected now and then.
    if (!updated && lossFactor == 1) {
      log.warn("{}", notFinite(current().parameters(), gradients));
    }
    return updated;
  }

  /** Which gradient spoils a step, for whoever looks for the reason. */
  private static String notFinite(List<Param> parameters, List<NDArray> gradients) {
    for (int i = 0; i < gradients.size(); i++) {
      double[] values = HostCopies.doubles(gradients.get(i));
      long bad = Arrays.stream(values).filter(value -> !Double.isFinite(value)).count();
      if (bad > 0) {
        return "%d of %d values of the gradient of %s are not finite"
            .formatted(bad, values.length, parameters.get(i).name());
      }
    }
    return "every gradient is finite, but not what was computed from them";
  }

  /**
   * Forgets the gradients and frees the step; also after a failure, and harmless without a step.
   */
  void finish() {
    if (step != null) {
      step.parameters().forEach(Param::untrack);
      step.alphas().forEach(Param::untrack);
      step.manager().close();
      step = null;
    }
  }

  /**
   * The first weight or velocity that is not the one of {@code other}, by name; only while no step
   * is under way.
   */
  Optional<String> firstDifference(Replica other) {
    Map<String, NDArray> mine = arraysByName();
    Map<String, NDArray> theirs = other.arraysByName();
    if (!mine.keySet().equals(theirs.keySet())) {
      return Optional.of("the parameters that have a velocity");
    }
    List<String> names = List.copyOf(mine.keySet());
    OptionalInt index =
        FlatArrays.firstDifference(
            List.copyOf(mine.values()), names.stream().map(theirs::get).toList());
    return index.isPresent() ? Optional.of(names.get(index.getAsInt())) : Optional.empty();
  }

  private Map<String, NDArray> arraysByName() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    network.parameters().forEach(param -> arrays.put(param.name(), param.value()));
    optimiser.forEachVelocity((name, array) -> arrays.put("the velocity of " + name, array));
    return arrays;
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
