package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.flops.FlopsLimits;
import io.absnas.core.flops.WindowCheck;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.PathKind;
import io.absnas.core.train.SupernetChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What can be known to be wrong before any data is read or any network built. */
final class SearchChecks {
  private final ResolvedConfig<SearchConfig> config;
  private final SearchConfig values;
  private final SearchSpace space;

  SearchChecks(ResolvedConfig<SearchConfig> config, SearchSpace space) {
    this.config = requireNonNull(config, "config is null");
    this.values = config.value();
    this.space = requireNonNull(space, "space is null");
  }

  /** Every check; the first failure ends it. */
  void check() {
    if (Design.takesGenotypes(space)) {
      throw new AbsException(
          ExitCode.USAGE,
          "space %s is not searched by %s; layered spaces and NAS-Bench-201 are"
              .formatted(space.id(), values.algo().name().toLowerCase(Locale.ROOT)));
    }
    SupernetChecks.require(config, space, values.data(), values.training());
    checkPaths();
    checkAngles();
    feasibility();
    checkSupernet();
  }

  private void checkPaths() {
    boolean fair = values.training().paths() == PathKind.STRICTLY_FAIR;
    if (fair != (values.algo() == Algorithm.FAIRNAS)) {
      throw config.failure(
          ExitCode.USAGE,
          "training.paths",
          fair
              ? "is strictly-fair, which is algo: fairnas"
              : "must be strictly-fair with algo: fairnas");
    }
    if (values.trains()) {
      values.training().passes(space);
    }
  }

  private void checkAngles() {
    boolean known = values.supernet().map(given -> given.initial().isPresent()).orElse(true);
    if (values.evolution().needsAngles() && !known) {
      throw config.failure(
          ExitCode.USAGE,
          "supernet.initial",
          "is missing: angles need the weights that the training started from");
    }
  }

  /** Proves that the FLOPs window can be met; empty without a window. */
  Optional<Feasibility> feasibility() {
    return values
        .evolution()
        .flops()
        .map(FlopsLimits::window)
        .map(window -> WindowCheck.require(config, "evolution", window, space));
  }

  private void checkSupernet() {
    if (values.supernet().isPresent()) {
      checkFile("supernet.weights", values.supernet().get().weights());
      values.supernet().get().initial().ifPresent(file -> checkFile("supernet.initial", file));
    }
  }

  private void checkFile(String key, String file) {
    if (!Files.isRegularFile(Path.of(file))) {
      throw config.failure(ExitCode.INPUT, key, "is " + file + ", which is no file");
    }
  }

  /** After the data set was opened: its classes are those of the space. */
  void check(DataPair data) {
    SupernetChecks.require(config, space, data);
  }
}
