package io.absnas.shrink;

import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.PathKind;
import io.absnas.core.train.Sampling;
import java.util.Optional;

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
    if (space instanceof CellSpace && !space.isNasBench201()) {
      throw new AbsException(
          ExitCode.USAGE,
          "space " + space.id() + " has no supernet here; layered spaces and NAS-Bench-201 have");
    }
    checkInput();
    checkSampling();
    checkWindow();
  }

  private void checkInput() {
    int side = space.inputSide();
    int channels = space.inputChannels();
    DataConfig data = values.data();
    if (data.side() != side) {
      throw config.failure(
          ExitCode.USAGE,
          "data.side",
          "is %d, but space %s reads images of side %d".formatted(data.side(), space.id(), side));
    }
    if (data.channels() != channels) {
      throw config.failure(
          ExitCode.USAGE,
          "data.channels",
          "is %d, but space %s reads %d".formatted(data.channels(), space.id(), channels));
    }
  }

  private void checkSampling() {
    if (values.training().paths() == PathKind.INDEPENDENT_CELLS && !space.isNasBench201()) {
      throw config.failure(
          ExitCode.USAGE,
          "training.paths",
          "is independent-cells, which space " + space.id() + " has no cells for");
    }
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
    Optional<FlopsWindow> window = values.scoring().window();
    if (window.isEmpty()) {
      return;
    }
    Optional<String> problem = Feasibility.of(space).problem(window.get());
    if (problem.isPresent()) {
      String key = "scoring." + problem.get().substring(0, problem.get().indexOf(' '));
      throw new AbsException(
          ExitCode.INFEASIBLE, config.origin(key) + ": scoring." + problem.get());
    }
  }

  /** After the data set was opened: its classes are those of the space. */
  void check(DataPair data) {
    int classes = space.classes();
    if (data.training().classes() != classes) {
      throw config.failure(
          ExitCode.USAGE,
          "space",
          "%s has %d classes, the images have %d: set space.classes"
              .formatted(space.id(), classes, data.training().classes()));
    }
  }
}
