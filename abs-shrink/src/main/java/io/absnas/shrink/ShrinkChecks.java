package io.absnas.shrink;

import io.absnas.core.data.DataPair;
import io.absnas.core.flops.WindowCheck;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DartsCells;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import io.absnas.core.train.PathKind;
import io.absnas.core.train.Sampling;
import io.absnas.core.train.SupernetChecks;
import java.util.Locale;

/** What can be known to be wrong before any data is read or any network built. */
final class ShrinkChecks {
  private final ResolvedConfig<ShrinkConfig> config;
  private final ShrinkConfig values;
  private final SearchSpace space;

  ShrinkChecks(ResolvedConfig<ShrinkConfig> config, SearchSpace space) {
    this.config = config;
    this.values = config.value();
    this.space = space;
  }

  /** Every check; the first failure ends it. */
  void check() {
    SupernetChecks.require(config, space, values.data(), values.training());
    checkGrowth();
    checkSampling();
    checkWindow();
    checkSnapshots();
    checkMagnitude();
  }

  /** A run that ends before its first stage would leave the space as it is, without a word. */
  void checkThatSomethingIsDropped() {
    if (values.stop().test(space, 0).isPresent()) {
      throw config.failure(
          ExitCode.USAGE,
          "stop.size",
          "is %s, and space %s has no more than %s architectures: nothing would be dropped"
              .formatted(values.stop().size(), space.id(), space.size()));
    }
  }

  private void checkMagnitude() {
    if (values.scoring().metric() != MetricKind.MAGNITUDE) {
      return;
    }
    requireArchitectureParameters();
    if (values.training().paths() != PathKind.UNIFORM) {
      throw config.failure(
          ExitCode.USAGE,
          "training.paths",
          "is %s; scoring.metric: magnitude trains weights on one architecture shared by all cells,"
                  .formatted(
                      values.training().paths().name().toLowerCase(Locale.ROOT).replace('_', '-'))
              + " so use training.paths=uniform");
    }
    if (values.training().amp().scalesLoss()) {
      throw config.failure(
          ExitCode.USAGE,
          "training.amp",
          "is fp16, in which architecture parameters (scoring.metric: magnitude) are not trained;"
              + " use off or bf16");
    }
    if (ShrinkPlan.mostStages(space, values.settings(space, 1)) > 1) {
      throw config.failure(
          ExitCode.USAGE,
          "stop.stages",
          "must be 1 with scoring.metric: magnitude, whose mixtures keep ops that were dropped");
    }
  }

  private void requireArchitectureParameters() {
    if (!space.isNasBench201()) {
      throw config.failure(
          ExitCode.USAGE,
          "scoring.metric",
          "is magnitude, which is for NAS-Bench-201's weights, not for space " + space.id());
    }
  }

  /** What a round on weight files can be scored by. */
  void checkMetricOfFiles() {
    MetricKind metric = values.scoring().metric();
    if (metric == MetricKind.ACCURACY) {
      throw config.failure(
          ExitCode.USAGE, "scoring.metric", "is accuracy, which a round on weight files has not");
    }
    if (metric == MetricKind.MAGNITUDE) {
      requireArchitectureParameters();
    }
  }

  private void checkSnapshots() {
    if (values.snapshots().isEmpty()) {
      return;
    }
    ShrinkSettings settings = values.settings(space, 1);
    long most = settings.epochsUntil(Math.max(1, ShrinkPlan.mostStages(space, settings)) - 1);
    values.snapshots().get().require(config, most);
  }

  private void checkGrowth() {
    if (values.growth().isEmpty()) {
      return;
    }
    if (!Design.takesGenotypes(space)) {
      throw config.failure(
          ExitCode.USAGE,
          "growth",
          "is for supernets of DARTS cells, space %s has none".formatted(space.id()));
    }
    if (((CellSpace) space).macro().cells() == DartsCells.FEWEST_CELLS) {
      throw config.failure(
          ExitCode.USAGE,
          "growth",
          "has no cells to insert: space %s has %d, the fewest"
              .formatted(space.id(), DartsCells.FEWEST_CELLS));
    }
  }

  private void checkSampling() {
    boolean reference = values.scoring().sampling() == ChildSampling.REFERENCE;
    if (reference && values.training().sampling() != Sampling.REFERENCE) {
      throw config.failure(
          ExitCode.USAGE,
          "scoring.sampling",
          "is reference, which goes on from training.sampling: reference");
    }
    if (values.scoring().sampling() == ChildSampling.WINDOW && values.scoring().flops().isEmpty()) {
      throw config.failure(
          ExitCode.USAGE, "scoring.sampling", "is window, which needs scoring.flops");
    }
  }

  /** Proves that the FLOPs window can be met. */
  void checkWindow() {
    if (values.scoring().flops().isPresent() && TwoPredecessors.binds(space)) {
      throw config.failure(
          ExitCode.USAGE,
          "scoring.flops",
          "has no meaning in space %s, whose children are repaired after they are drawn"
              .formatted(space.id()));
    }
    values
        .scoring()
        .window()
        .ifPresent(window -> WindowCheck.require(config, "scoring", window, space));
  }

  /** After the data set was opened: its classes are those of the space. */
  void check(DataPair data) {
    SupernetChecks.require(config, space, data);
  }
}
