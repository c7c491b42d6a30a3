package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one training loop: batch, paths, passes, update, report, over and over. One device is the
 * case of one replica.
 *
 * <p>Paths, rates and batches are functions of the step number, so a run continues from its {@link
 * #state} as if it had never stopped, bit for bit on the same machine, engine and number of
 * threads. The loop owns velocities, averages and input buffers, not the networks. Not safe for use
 * by several threads.
 */
public final class TrainingLoop implements AutoCloseable {
  /** Steps between comparisons of the replicas, which read all weights once. */
  private static final int STEPS_BETWEEN_COMPARISONS = 500;

  private final TrainingRecipe recipe;
  private final BatchSource batches;
  private final List<Network> networks;
  private final Replicas replicas;
  private final Optional<WeightAverage> average;
  private final Optional<BatchSource> validation;
  private final Optional<AlphaUpdate> alphaUpdate;
  private Optional<LossScale> lossScale;
  private long step;

  /**
   * A loop before its first step.
   *
   * @param networks replicas, each on its device; they get the weights of the first one
   * @param recipe rule, optimiser, schedule and loss
   * @param batches where the images come from
   */
  public TrainingLoop(List<Network> networks, TrainingRecipe recipe, BatchSource batches) {
    this(networks, recipe, batches, Optional.empty());
  }

  /**
   * A loop that trains architecture parameters too, where the recipe says how.
   *
   * @param validation images for them; its steps are their updates, from 1
   */
  public TrainingLoop(
      List<Network> networks,
      TrainingRecipe recipe,
      BatchSource batches,
      Optional<BatchSource> validation) {
    this.validation = requireNonNull(validation, "validation is null");
    if (recipe.alphas().isPresent() != validation.isPresent()) {
      throw new IllegalArgumentException(
          "architecture parameters need images of their own, and nothing else does");
    }
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.batches = requireNonNull(batches, "batches is null");
    this.networks = List.copyOf(networks);
    this.replicas = new Replicas(this.networks, recipe);
    this.alphaUpdate = recipe.alphas().map(alphas -> AlphaUpdate.of(replicas, alphas));
    this.lossScale = startingScale();
    for (Network network : networks.subList(1, networks.size())) {
      network.load(networks.get(0).state());
    }
    this.average =
        recipe.average().map(settings -> new WeightAverage(settings, network().values()));
  }

  private Optional<LossScale> startingScale() {
    return recipe.mode().precision().scalesLoss() ? Optional.of(LossScale.START) : Optional.empty();
  }

  /** Steps done. */
  public long step() {
    return step;
  }

  /** The network whose weights and running statistics stand for all replicas. */
  public Network network() {
    return replicas.first().network();
  }

  /**
   * The networks of all replicas, the first being {@link #network}. Their weights are equal;
   * running statistics are each replica's own.
   */
  public List<Network> networks() {
    return networks;
  }

  /**
   * Trains until {@code untilStep} steps are done in all, or until the listener asks to stop.
   *
   * @param space where paths are sampled; it may be smaller than at earlier calls
   * @throws AbsException of kind FAILED if a loss is not a number, naming step and path, or if a
   *     gradient is not and no smaller factor of the loss can help; weights and velocities are then
   *     those of the step before
   */
  public void run(SearchSpace space, long untilStep, StepListener listener) {
    requireNonNull(space, "space is null");
    requireNonNull(listener, "listener is null");
    while (step < untilStep) {
      if (listener.stepped(next(space)) == StepListener.Decision.STOP) {
        return;
      }
    }
  }

  private StepReport next(SearchSpace space) {
    long number = step + 1;
    long begin = System.nanoTime();
    HostBatch batch = batches.batch(number);
    long ready = System.nanoTime();
    Optional<HeldBatches> held = heldBatches(number);
    List<SampledPath> paths = recipe.rule().paths(space, number);
    double rate = recipe.schedule().rate(number);
    boolean first = recipe.alphas().map(AlphaRecipe::beforeWeights).orElse(false);
    Optional<Double> validationLoss =
        first ? updateAlphas(number, batch, held, rate) : Optional.empty();
    double factor = lossScale.map(LossScale::factor).orElse(1.0);
    Replicas.Outcome outcome = replicas.step(number, batch, paths, rate, factor);
    double mean = 0;
    for (int i = 0; i < paths.size(); i++) {
      double loss = outcome.losses().get(i);
      if (!Double.isFinite(loss)) {
        throw diverged(space, "loss is " + loss, number, rate, paths.subList(i, i + 1));
      }
      mean += loss / paths.size();
    }
    if (lossScale.isPresent()) {
      lossScale = Optional.of(next(lossScale.get(), number, outcome.updated()));
    } else if (!outcome.updated()) {
      throw diverged(space, "a gradient is not finite (loss " + mean + ")", number, rate, paths);
    }
    if (average.isPresent() && outcome.updated()) {
      average.get().update(number);
    }
    if (!first) {
      validationLoss = updateAlphas(number, batch, held, rate);
    }
    step = number;
    if (number % STEPS_BETWEEN_COMPARISONS == 0) {
      replicas.requireEqual(number);
    }
    long end = System.nanoTime();
    return new StepReport(
        number,
        mean,
        rate,
        batch.count(),
        ready - begin + held.map(HeldBatches::waitedNanos).orElse(0L),
        end - begin,
        validationLoss,
        outcome.updated(),
        lossScale);
  }

  /** Absent if the step updates no architecture parameters. */
  private Optional<HeldBatches> heldBatches(long number) {
    return recipe
        .alphas()
        .filter(alphas -> alphas.updates(number) > 0)
        .map(
            alphas -> {
              int count = alphas.updates(number);
              long first = alphas.updatesUntil(number) - count + 1;
              return new HeldBatches(validation.orElseThrow(), first, count);
            });
  }

  private Optional<Double> updateAlphas(
      long number, HostBatch batch, Optional<HeldBatches> held, double rate) {
    return held.flatMap(
        batches -> alphaUpdate.map(update -> update.run(number, batch, batches, rate)));
  }

  private static LossScale next(LossScale scale, long step, boolean updated) {
    if (updated) {
      return scale.updated();
    }
    LossScale halved = scale.overflowed();
    if (halved.exhausted()) {
      throw new AbsException(
          ExitCode.FAILED,
          "training in fp16 cannot go on: gradients overflow at step %d though the loss scale is down to %s (%d updates left out so far); bf16 has the range of float32"
              .formatted(step, scale.factor(), halved.skipped()));
    }
    return halved;
  }

  private static AbsException diverged(
      SearchSpace space, String what, long step, double rate, List<SampledPath> paths) {
    String architectures =
        paths.stream()
            .flatMap(path -> path.architectures().stream())
            .map(space::encode)
            .collect(Collectors.joining("; "));
    return new AbsException(
        ExitCode.FAILED,
        "training diverged: %s at step %d (learning rate %s)%s"
            .formatted(
                what, step, rate, architectures.isEmpty() ? "" : " on path " + architectures));
  }

  /**
   * Everything that the next step depends on, copied to the host.
   *
   * @throws AbsException of kind FAILED if the replicas' weights are not equal
   */
  public TrainingState state() {
    replicas.requireEqual(step);
    Sgd optimiser = replicas.first().optimiser();
    return new TrainingState(
        step,
        network().state(),
        optimiser.velocities(),
        optimiser.touched(),
        lossScale,
        average.map(WeightAverage::values),
        alphaUpdate.map(AlphaUpdate::state));
  }

  /** Goes on from a state of the same network, recipe and batches. */
  public void restore(TrainingState state) {
    for (Replica replica : replicas.all()) {
      replica.network().load(state.weights());
      replica.optimiser().restore(state.velocities(), state.touched());
    }
    lossScale = startingScale().map(start -> state.lossScale().orElse(start));
    average.ifPresent(one -> one.restore(state.average().orElse(state.weights())));
    alphaUpdate.ifPresent(one -> state.alphas().ifPresent(one::restore));
    step = state.step();
  }

  /** Forgets the velocities, as a new optimiser would know none; weights stay. */
  public void restartOptimiser() {
    for (Replica replica : replicas.all()) {
      replica.optimiser().restore(NamedTensors.of(List.of()), List.of());
    }
  }

  /** Weights and running statistics to evaluate: the average where one is kept. */
  public NamedTensors result() {
    return average.map(WeightAverage::values).orElseGet(() -> network().state());
  }

  /** Arrays that the loop holds between steps, to see that nothing is left behind. */
  int arrays() {
    return replicas.all().stream().mapToInt(Replica::arrays).sum()
        + average.map(WeightAverage::arrays).orElse(0);
  }

  @Override
  public void close() {
    average.ifPresent(WeightAverage::close);
    replicas.close();
  }
}
