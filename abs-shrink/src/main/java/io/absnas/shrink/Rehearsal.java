package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.NoiseImages;
import io.absnas.core.estimate.Ladder;
import io.absnas.core.estimate.Reading;
import io.absnas.core.estimate.Readings;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.Evaluator;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.Trials;
import io.absnas.core.train.UniformPaths;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * A run in miniature, which measures what the parts of the run itself will take: some training
 * steps on noise, a pass of evaluation, a checkpoint, a scoring round, on the devices of the
 * configuration. Weights stay as they are (the rate is 0), and nothing of it is left on disk.
 */
final class Rehearsal {
  /** What the steps at one size may take; there are two sizes at most. */
  private static final double SECONDS_PER_SIZE = 20;

  /** How often the steps at one size are trained. */
  private static final int ROUNDS = 2;

  /** What evaluations at one size may take. */
  private static final double SECONDS_PER_PASSES = 6;

  /** Children that are evaluated. */
  private static final int CHILDREN = 5;

  /** After that a scoring round is cut off, and the rest of it follows from what was done. */
  private static final double SECONDS_OF_SCORING = 60;

  /** Checkpoints that are written. */
  private static final int CHECKPOINTS = 4;

  /** Passes over the images of a child: as it is, recalibrating, recalibrated. */
  private static final int PASSES = 3;

  private final ShrinkConfig values;
  private final SearchSpace space;
  private final long steps;
  private final Optional<DataPair> data;
  private final Path temporary;
  private final RandomStreams streams;
  private final NoiseImages noise;

  /**
   * A rehearsal.
   *
   * @param steps of the run
   * @param data its images, if they are there
   * @param temporary folder for a checkpoint that is deleted at once
   */
  Rehearsal(
      ShrinkConfig values, SearchSpace space, long steps, Optional<DataPair> data, Path temporary) {
    this.values = requireNonNull(values, "values is null");
    this.space = requireNonNull(space, "space is null");
    this.data = requireNonNull(data, "data is null");
    this.temporary = requireNonNull(temporary, "temporary is null");
    this.steps = steps;
    this.streams = RandomStreams.of(values.seed());
    this.noise = new NoiseImages(values.data(), space.classes(), streams);
  }

  /**
   * Measures; takes about half a minute for a large network on a CPU.
   *
   * @throws io.absnas.core.run.AbsException of kind DEVICE if a device is not there
   */
  Rehearsed run() {
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    try (ReplicaNetworks networks = values.networks(space, devices)) {
      return run(devices, networks.list());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Rehearsed run(List<ComputeDevice> devices, List<Network> networks) throws IOException {
    NamedTensors base = networks.get(0).state();
    String baseId = WeightsId.of(base);
    double startSeconds = Trials.sinceStart();
    OptionalDouble loading =
        Trials.loading(data, values.data(), values.training().batchSize(), streams);
    long heldBefore = Trials.memory().residentBytes();
    boolean evaluates =
        values.evaluation().children() > 0 || values.scoring().metric() == MetricKind.ACCURACY;
    OptionalDouble preparing =
        evaluates && data.isPresent()
            ? OptionalDouble.of(Trials.preparing(data.get()))
            : OptionalDouble.empty();
    Optional<Readings> pass = evaluates ? Optional.of(passes(networks.get(0))) : Optional.empty();
    TrainingRecipe recipe = recipe();
    RehearsalPaths paths = new RehearsalPaths(space, recipe.rule());
    HostBatch[] batch = new HostBatch[1];
    try (TrainingLoop training =
        new TrainingLoop(
            networks, recipe, step -> batch[0], values.alphas().map(alphas -> step -> batch[0]))) {
      List<Reading> climbed = climb(training, batch, paths, networks.size());
      List<SearchSpace> largest = paths.largest(steps);
      List<Reading> timed = new ArrayList<>();
      int stepsTimed = 0;
      for (Reading rung : climbed) {
        batch[0] = noise.batch(rung.images() * networks.size());
        double taken = 0;
        stepsTimed = 0;
        for (int round = 0; round < ROUNDS; round++) {
          List<SearchSpace> cover = paths.cover(streams, round);
          taken += seconds(training, cover);
          stepsTimed += cover.size();
          // A large path after others needs more than one before them, for it does not fit into
          // the gaps that they left.
          seconds(training, largest);
        }
        timed.add(new Reading(rung.images(), taken / stepsTimed, rung.residentBytes()));
      }
      long heldThen = Trials.memory().residentBytes();
      Ending ending = ending(training, base, baseId);
      return new Rehearsed(
          Trials.description(devices),
          networks.size(),
          startSeconds,
          new Readings(timed),
          stepsTimed,
          pass,
          loading,
          preparing,
          ending.epochSeconds(),
          ending.round().seconds() + ending.copySeconds(),
          ending.round().children(),
          ending.checkpointSeconds(),
          ending.filesSeconds(),
          heldBefore,
          heldThen,
          Trials.memory().peakBytes(),
          Trials.unusedHeap());
    }
  }

  /** What the end of an epoch, a stage and a run take. */
  private record Ending(
      double epochSeconds,
      double copySeconds,
      Round round,
      double checkpointSeconds,
      double filesSeconds) {}

  /** A scoring round by the angle: what it takes, and how many children it measures. */
  private record Round(double seconds, long children) {}

  /**
   * Checkpoints within a stage, then the end of a stage and of a run, in the order and with the
   * copies of weights that they have in {@link ShrinkLoop}: what they leave of the heap unused in
   * pieces is part of what a run takes.
   */
  private Ending ending(TrainingLoop training, NamedTensors base, String baseId)
      throws IOException {
    Path folder = Files.createTempDirectory(temporary, "abs-dry-run-");
    try {
      CheckpointStore store = new CheckpointStore(folder, 1);
      ShrinkProgress progress = ShrinkProgress.start(space, baseId);
      Runnable checkpoint =
          () -> ShrinkCheckpoint.write(store, new ShrinkState(training.state(), base, progress));
      double checkpoints = 0;
      for (int i = 1; i < CHECKPOINTS; i++) {
        checkpoints += Trials.seconds(checkpoint);
      }
      double epoch = Trials.seconds(() -> WeightSums.of(space, base, training.network().state()));
      long begin = System.nanoTime();
      NamedTensors current = training.network().state();
      double copying = (System.nanoTime() - begin) * 1e-9;
      Round round = round(base, current);
      checkpoints += Trials.seconds(checkpoint);
      double files =
          Trials.seconds(
              () -> {
                ShrinkState state = new ShrinkState(training.state(), base, progress);
                WeightsId.of(state.training().weights());
                write(folder.resolve(ShrinkFiles.WEIGHTS), state.training().weights());
                write(folder.resolve(ShrinkFiles.BASE), current);
              });
      return new Ending(epoch, copying, round, checkpoints / CHECKPOINTS, files);
    } finally {
      Trials.delete(folder);
    }
  }

  private static void write(Path file, NamedTensors tensors) {
    try {
      Safetensors.write(file, tensors, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The run's recipe, but that no weight moves: noise at a rate for images may diverge. */
  private TrainingRecipe recipe() {
    TrainingRecipe recipe = values.training().recipe(streams, 1);
    return new TrainingRecipe(
        recipe.rule(),
        recipe.optimiser(),
        new LrSchedule.Constant(0),
        recipe.loss(),
        recipe.mode(),
        Optional.empty(),
        values.alphas());
  }

  /** Largest path at more and more images; the last two sizes, or the one that is wanted. */
  private List<Reading> climb(
      TrainingLoop training, HostBatch[] batch, RehearsalPaths paths, int replicas) {
    int goal = Math.max(1, -Math.floorDiv(-values.training().batchSize(), replicas));
    List<SearchSpace> largest = paths.largest(steps).subList(0, 1);
    int stepsPerSize = ROUNDS * paths.cover(streams, 0).size();
    Ladder ladder = new Ladder(goal, SECONDS_PER_SIZE / stepsPerSize);
    List<Reading> readings = new ArrayList<>();
    OptionalInt images = OptionalInt.of(ladder.first());
    while (images.isPresent()) {
      batch[0] = noise.batch(images.getAsInt() * replicas);
      seconds(training, largest);
      double second = seconds(training, largest);
      readings.add(new Reading(images.getAsInt(), second, Trials.memory().residentBytes()));
      images = ladder.next(images.getAsInt(), second);
    }
    return lastOnes(readings, goal);
  }

  private static List<Reading> lastOnes(List<Reading> readings, int goal) {
    Reading last = readings.get(readings.size() - 1);
    return last.images() == goal
        ? List.of(last)
        : List.copyOf(readings.subList(readings.size() - 2, readings.size()));
  }

  private static double seconds(TrainingLoop training, List<SearchSpace> each) {
    return Trials.seconds(
        () ->
            each.forEach(
                space ->
                    training.run(
                        space, training.step() + 1, report -> StepListener.Decision.CONTINUE)));
  }

  /** One pass over a batch of evaluation, mean over random children and the passes of each. */
  private Readings passes(Network network) {
    int goal = values.evaluation().batchSize();
    UniformPaths sampler = new UniformPaths(streams);
    int evaluated = values.evaluation().children();
    int children = evaluated == 0 ? CHILDREN : Math.min(CHILDREN, evaluated);
    List<SampledPath> paths =
        LongStream.rangeClosed(1, children)
            .mapToObj(step -> sampler.paths(space, step).get(0))
            .toList();
    int passes = PASSES * paths.size();
    Ladder ladder = new Ladder(goal, SECONDS_PER_PASSES / passes);
    List<Reading> readings = new ArrayList<>();
    try (Evaluator evaluator = new Evaluator(network)) {
      OptionalInt images = OptionalInt.of(ladder.first());
      while (images.isPresent()) {
        List<HostBatch> batch = List.of(noise.batch(images.getAsInt()));
        evaluate(evaluator, paths.subList(0, 1), batch);
        double each = Trials.seconds(() -> evaluate(evaluator, paths, batch)) / passes;
        readings.add(new Reading(images.getAsInt(), each, Trials.memory().residentBytes()));
        images = ladder.next(images.getAsInt(), each);
      }
    }
    return new Readings(lastOnes(readings, goal));
  }

  private static void evaluate(
      Evaluator evaluator, List<SampledPath> children, List<HostBatch> batch) {
    for (SampledPath child : children) {
      evaluator.accuracy(child, batch);
      evaluator.accuracy(child, batch, BatchNormRecalibration.cumulative(batch));
    }
  }

  /** Weights are as they were, so all angles are 0, which takes no less time than others. */
  private Round round(NamedTensors base, NamedTensors current) {
    ChildSampling sampling = values.scoring().sampling();
    long begin = System.nanoTime();
    double[] done = {0};
    long[] mostChildren = {0};
    List<ScoreAndDrop.Turn> turns = new ArrayList<>();
    double taken =
        Trials.seconds(
            () ->
                new ScoreAndDrop(values.scoring(), values.drop().dropRule(space))
                    .turn(
                        space,
                        new AngleScorer(WeightSums.of(space, base, current))::angle,
                        SupernetMeasures.draws(sampling, streams, space, 0, 1),
                        (part, count, total) -> {
                          if (part == ScoringWatch.Part.CHILDREN) {
                            done[0] = (double) count / total;
                            // A child scores an op of each choice at most.
                            mostChildren[0] = total / space.choices().size();
                          }
                          return (System.nanoTime() - begin) * 1e-9 < SECONDS_OF_SCORING;
                        })
                    .ifPresent(turns::add));
    return turns.isEmpty()
        ? new Round(done[0] == 0 ? taken : taken / done[0], mostChildren[0])
        : new Round(taken, turns.get(0).children());
  }
}
