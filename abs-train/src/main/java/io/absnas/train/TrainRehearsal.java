package io.absnas.train;

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
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A training in miniature, which measures what its parts will take: some steps on noise, a pass of
 * evaluation, checkpoints, on the devices of the configuration. Weights stay as they are (the rate
 * is 0), and nothing of it is left on disk.
 */
final class TrainRehearsal {
  /** What the steps, or the passes of evaluation, at one size may take. */
  private static final double SECONDS_PER_SIZE = 10;

  /** Steps, or passes, that are timed at one size. */
  private static final int ROUNDS = 4;

  private static final int CHECKPOINTS = 3;

  private final TrainConfig values;
  private final NetworkPlan network;
  private final Optional<DataPair> data;
  private final Path temporary;
  private final RandomStreams streams;
  private final NoiseImages noise;

  /**
   * A rehearsal.
   *
   * @param data the run's images, if they are there
   * @param temporary folder for checkpoints that are deleted at once
   */
  TrainRehearsal(TrainConfig values, NetworkPlan network, Optional<DataPair> data, Path temporary) {
    this.values = requireNonNull(values, "values is null");
    this.network = requireNonNull(network, "network is null");
    this.data = requireNonNull(data, "data is null");
    this.temporary = requireNonNull(temporary, "temporary is null");
    this.streams = RandomStreams.of(values.seed());
    this.noise = new NoiseImages(values.data(), network.space().classes(), streams);
  }

  /**
   * Measures.
   *
   * @throws io.absnas.core.run.AbsException of kind DEVICE if a device is not there
   */
  Rehearsed run() {
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    try (ReplicaNetworks replicas =
        ReplicaNetworks.open(devices, device -> network.open(streams, device))) {
      return run(devices, replicas.list());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Rehearsed run(List<ComputeDevice> devices, List<Network> replicas) throws IOException {
    double startSeconds = Trials.sinceStart();
    OptionalDouble loading =
        Trials.loading(data, values.data(), values.training().batchSize(), streams);
    OptionalDouble preparing =
        data.isPresent() ? OptionalDouble.of(Trials.preparing(data.get())) : OptionalDouble.empty();
    long heldBefore = Trials.memory().residentBytes();
    Readings pass = passes(replicas.get(0));
    HostBatch[] batch = new HostBatch[1];
    try (TrainingLoop training = new TrainingLoop(replicas, recipe(), step -> batch[0])) {
      Readings step =
          ladder(Math.max(1, -Math.floorDiv(-values.training().batchSize(), replicas.size())))
              .climb(
                  ROUNDS,
                  images -> {
                    batch[0] = noise.batch(images * replicas.size());
                    return () ->
                        training.run(
                            network.space(),
                            training.step() + 1,
                            report -> StepListener.Decision.CONTINUE);
                  });
      long heldThen = Trials.memory().residentBytes();
      double[] ending = ending(training);
      return new Rehearsed(
          Trials.description(devices),
          replicas.size(),
          startSeconds,
          step,
          ROUNDS,
          pass,
          loading,
          preparing,
          ending[0],
          ending[1],
          heldBefore,
          heldThen,
          Trials.memory().peakBytes(),
          Trials.unusedHeap());
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
        recipe.average());
  }

  private Readings passes(Network first) {
    try (Evaluator evaluator = new Evaluator(first)) {
      return ladder(values.evaluation().batchSize())
          .climb(
              ROUNDS,
              images -> {
                List<HostBatch> batch = List.of(noise.batch(images));
                return () -> evaluator.accuracy(SampledPath.WHOLE, batch);
              });
    }
  }

  private static Ladder ladder(int goal) {
    return new Ladder(goal, SECONDS_PER_SIZE / ROUNDS);
  }

  /** Seconds of a checkpoint and of a file of weights. */
  private double[] ending(TrainingLoop training) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "abs-dry-run-");
    try {
      CheckpointStore store = new CheckpointStore(folder, 1);
      TrainProgress progress = TrainProgress.start(network.text(), "");
      double checkpoint =
          Trials.seconds(
                  () -> {
                    for (int i = 0; i < CHECKPOINTS; i++) {
                      new TrainCheckpoint(
                              training.state(), progress, Optional.of(training.result()))
                          .write(store);
                    }
                  })
              / CHECKPOINTS;
      TrainFiles files = new TrainFiles(folder);
      double file =
          Trials.seconds(() -> files.writeWeights(TrainFiles.LAST, training.result(), network));
      return new double[] {checkpoint, file};
    } finally {
      Trials.delete(folder);
    }
  }
}
