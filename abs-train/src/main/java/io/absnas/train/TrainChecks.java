package io.absnas.train;

import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataKind;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.HeldOutPart;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.SupernetChecks;

/** What can be known to be wrong before any data is read or any network built. */
final class TrainChecks {
  private final ResolvedConfig<TrainConfig> config;
  private final NetworkPlan network;

  TrainChecks(ResolvedConfig<TrainConfig> config, NetworkPlan network) {
    this.config = config;
    this.network = network;
  }

  /** Every check; the first failure ends it. */
  void check() {
    TrainConfig values = config.value();
    SearchSpace space = network.space();
    SupernetChecks.requireInput(config, space, values.data());
    if (values.training().dropPath() > 0 && !takesDropPath()) {
      throw config.failure(
          ExitCode.USAGE,
          "training.drop-path",
          "is %s, but networks of space %s have none"
              .formatted(values.training().dropPath(), space.id()));
    }
    checkTest(values.data());
    if (values.training().epochs().isPresent()) {
      checkSchedule(values.training(), 1); // how many steps an epoch has is not known yet
    }
  }

  private void checkSchedule(StandaloneTrainingConfig training, int stepsPerEpoch) {
    SupernetChecks.requireSchedule(
        config,
        "training.learning-rate",
        () ->
            training
                .learningRate()
                .scheduleOfSteps(training.totalSteps(stepsPerEpoch), stepsPerEpoch));
  }

  private boolean takesDropPath() {
    return Design.takesGenotypes(network.space());
  }

  private void checkTest(DataConfig data) {
    if (!config.value().evaluation().test()) {
      return;
    }
    String problem = null;
    if (data.heldOut() == HeldOutPart.TEST) {
      problem = "is true, but the test images are evaluated anyhow with data.held-out: test";
    } else if (data.source() == DataKind.EMBEDDED) {
      problem = "is true, but the embedded images have no test part";
    } else if (data.source() == DataKind.FOLDER) {
      problem =
          "is true, but has no meaning for data.source: folder; abs train --eval --test-dir DIR"
              + " evaluates weights";
    }
    if (problem != null) {
      throw config.failure(ExitCode.USAGE, "evaluation.test", problem);
    }
  }

  /** After the data set was opened: its classes are those of the network. */
  void check(DataPair data) {
    SupernetChecks.require(config, network.space(), data);
  }

  /** Every device gets enough images of every batch. */
  void check(DataPair data, int devices) {
    TrainConfig values = config.value();
    long stepsPerEpoch = values.times(data.training().size()).stepsPerEpoch();
    checkSchedule(values.training(), Math.toIntExact(stepsPerEpoch));
    values
        .snapshots()
        .ifPresent(
            snapshots ->
                snapshots.require(
                    config, values.training().totalSteps(stepsPerEpoch) / stepsPerEpoch));
    SupernetChecks.requireShares(
        config,
        "training.batch-size",
        values.batchPlan(),
        data.training().size(),
        devices,
        values.network().auxiliaryHead() ? 1 : network.space().lastSide());
  }
}
