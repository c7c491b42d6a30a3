package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.NoiseImages;
import io.absnas.core.estimate.Ladder;
import io.absnas.core.estimate.Readings;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.Evaluator;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The stages of a search in miniature, one after the other as in the run, which measure what their
 * parts will take: some steps on noise, a pass of evaluation, checkpoints, on the devices of the
 * configuration. Weights stay as they are (the rate is 0), and nothing of it is left on disk.
 */
final class DartsRehearsal {
  /** What the steps, or the passes of evaluation, at one size may take. */
  private static final double SECONDS_PER_SIZE = 8;

  /** Steps, or passes, that are timed at one size. */
  private static final int ROUNDS = 2;

  private static final int CHECKPOINTS = 2;

  private final DartsSearchConfig values;
  private final List<StageNetwork> stages;
  private final Optional<DataPair> data;
  private final Path temporary;

  /**
   * A rehearsal.
   *
   * @param stages with as many ops as they will have
   * @param data the run's images, if they are there
   * @param temporary folder for checkpoints that are deleted at once
   */
  DartsRehearsal(
      DartsSearchConfig values,
      List<StageNetwork> stages,
      Optional<DataPair> data,
      Path temporary) {
    this.values = requireNonNull(values, "values is null");
    this.stages = List.copyOf(stages);
    this.data = requireNonNull(data, "data is null");
    this.temporary = requireNonNull(temporary, "temporary is null");
  }

  /**
   * What was measured.
   *
   * @param devices where: {@code cpu}, {@code cpu x 2}
   * @param replicas networks that share the images of a step
   * @param startSeconds from the start of the process until everything is ready
   * @param loadSeconds in which one thread prepares one training image; absent without images
   * @param unusedHeap bytes that Java has taken from the system and not used yet
   * @param stages each of them
   */
  record Measured(
      String devices,
      int replicas,
      double startSeconds,
      OptionalDouble loadSeconds,
      long unusedHeap,
      List<RehearsedStage> stages) {
    Measured {
      stages = List.copyOf(stages);
    }
  }

  /**
   * Measures.
   *
   * @throws io.absnas.core.run.AbsException of kind DEVICE if a device is not there
   */
  Measured run() {
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    double startSeconds = Trials.sinceStart();
    List<RehearsedStage> measured = new ArrayList<>();
    for (StageNetwork stage : stages) {
      try (ReplicaNetworks replicas = ReplicaNetworks.open(devices, stage::open)) {
        measured.add(stage(stage, replicas.list()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    long unusedHeap = Trials.unusedHeap();
    // Last, because it fills more of the heap than a short search does.
    OptionalDouble loading =
        Trials.loading(
            data, values.data(), values.training().batchSize(), RandomStreams.of(values.seed()));
    return new Measured(
        Trials.description(devices), devices.size(), startSeconds, loading, unusedHeap, measured);
  }

  private RehearsedStage stage(StageNetwork stage, List<Network> replicas) throws IOException {
    NoiseImages noise =
        new NoiseImages(values.data(), stage.space().classes(), RandomStreams.of(values.seed()));
    long heldBefore = Trials.memory().residentBytes();
    Optional<Readings> weightStep =
        stage.weightEpochs() > 0
            ? Optional.of(steps(stage, replicas, noise, Long.MAX_VALUE, heldBefore).step())
            : Optional.empty();
    RehearsedStage trained = steps(stage, replicas, noise, 0, heldBefore);
    Optional<Readings> pass =
        values.evaluation().epochs(stage.epochs()) > 0
            ? Optional.of(passes(replicas.get(0), noise))
            : Optional.empty();
    return new RehearsedStage(
        stage,
        trained.step(),
        weightStep,
        trained.stepHeap(),
        pass,
        trained.checkpointSeconds(),
        heldBefore,
        trained.heldThen(),
        Trials.memory().peakBytes());
  }

  /** Steps of architecture and weights, or of the weights alone. */
  private RehearsedStage steps(
      StageNetwork stage,
      List<Network> replicas,
      NoiseImages noise,
      long weightSteps,
      long heldBefore)
      throws IOException {
    HostBatch[] batch = new HostBatch[1];
    try (TrainingLoop training =
        new TrainingLoop(
            replicas,
            stage.recipe(1, weightSteps, new LrSchedule.Constant(0)),
            step -> batch[0],
            Optional.of(step -> batch[0]))) {
      Readings step =
          ladder(Math.max(1, -Math.floorDiv(-values.training().batchSize(), replicas.size())))
              .climb(
                  ROUNDS,
                  images -> {
                    batch[0] = noise.batch(images * replicas.size());
                    return () -> next(stage, training);
                  });
      long stepHeap = Trials.heapTaken(() -> next(stage, training));
      long heldThen = Trials.memory().residentBytes();
      return new RehearsedStage(
          stage,
          step,
          Optional.empty(),
          stepHeap,
          Optional.empty(),
          checkpoint(stage, training),
          heldBefore,
          heldThen,
          Trials.memory().peakBytes());
    }
  }

  private static void next(StageNetwork stage, TrainingLoop training) {
    training.run(stage.space(), training.step() + 1, report -> StepListener.Decision.CONTINUE);
  }

  private Readings passes(Network first, NoiseImages noise) {
    try (Evaluator evaluator = new Evaluator(first)) {
      return ladder(values.evaluation().batchSize())
          .climb(
              ROUNDS,
              images -> {
                List<HostBatch> batch = List.of(noise.batch(images));
                return () -> evaluator.fit(SampledPath.WHOLE, batch);
              });
    }
  }

  private static Ladder ladder(int goal) {
    return new Ladder(goal, SECONDS_PER_SIZE / ROUNDS);
  }

  private double checkpoint(StageNetwork stage, TrainingLoop training) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "abs-dry-run-");
    try {
      CheckpointStore store = new CheckpointStore(folder, 1);
      DartsProgress progress =
          DartsProgress.start(
              values.algo(),
              stage.number(),
              0,
              stage.ops(),
              stage.space().operations(),
              Optional.empty());
      return Trials.seconds(
              () -> {
                for (int i = 0; i < CHECKPOINTS; i++) {
                  new DartsCheckpoint(progress, training.state()).write(store);
                }
              })
          / CHECKPOINTS;
    } finally {
      Trials.delete(folder);
    }
  }
}
