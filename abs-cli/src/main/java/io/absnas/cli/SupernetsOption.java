package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.shrink.nb201.TrainedSupernet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trained supernets of NAS-Bench-201: runs of {@code abs shrink}, or weight files. */
final class SupernetsOption {
  @Mixin private final SpaceOption space = new SpaceOption();

  @Option(
      names = "--run",
      split = ",",
      paramLabel = "DIR",
      description =
          "Runs of abs shrink on NAS-Bench-201 with their snapshots; several by commas or by giving"
              + " the option again.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--initial",
      paramLabel = "FILE",
      description = "Instead of --run: weights before training; needs --weights and --space.")
  private @Nullable Path initial;

  @Option(
      names = {"--weights", "--trained"},
      split = ",",
      paramLabel = "FILE",
      description = "Weights after training, or after every epoch in order.")
  private List<Path> weights = new ArrayList<>();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "With --initial: a configuration of abs shrink with the images to evaluate on.")
  private @Nullable Path config;

  @Parameters(
      arity = "0..*",
      paramLabel = "KEY.SUB=VALUE",
      description = "Overrides of the runs' configuration, for example data.dir=PATH.")
  private List<String> overrides = new ArrayList<>();

  /** Opens what was named. */
  List<TrainedSupernet> supernets(Map<String, String> environment) {
    if (runs.isEmpty() == (initial == null)) {
      throw new AbsException(ExitCode.USAGE, "exactly one of --run and --initial must be given");
    }
    if ((initial == null) != weights.isEmpty()) {
      throw new AbsException(ExitCode.USAGE, "--initial and --weights go together");
    }
    if (initial == null) {
      List<String> labels = new ArrayList<>();
      List<TrainedSupernet> supernets = new ArrayList<>();
      for (Path run : runs) {
        TrainedSupernet supernet = TrainedSupernet.ofRun(run, overrides);
        if (labels.contains(supernet.label())) {
          throw new AbsException(ExitCode.USAGE, "--run names two directories " + supernet.label());
        }
        labels.add(supernet.label());
        supernets.add(supernet);
      }
      return List.copyOf(supernets);
    }
    List<String> all = new ArrayList<>(space.overrides());
    all.addAll(overrides);
    ConfigSources sources =
        ConfigSources.none().withEnvironment(environment).withOverrides(List.copyOf(all));
    ShrinkConfig values =
        ShrinkConfig.resolve(
                Optional.ofNullable(config)
                    .map(ConfigFiles::find)
                    .map(sources::withFile)
                    .orElse(sources))
            .value();
    return List.of(TrainedSupernet.ofFiles(values, initial, weights));
  }
}
