package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.train.TableResult;
import io.absnas.train.TableRun;
import io.absnas.train.TrainConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code abs tabulate}: the accuracies of all architectures of a small space. */
@Command(
    name = "tabulate",
    description = {
      "Trains every architecture of a small space alone and writes their accuracies to table.csv:"
          + " ground truth for searches in that space. The configuration is that of abs train,"
          + " without an architecture."
    },
    footer = {
      "",
      "As many trainings run at a time as --device names: cpu:4 trains four, each on one core."
          + " Trainings that have ended are kept; --resume goes on with the others.",
      "",
      "Examples:",
      "  abs tabulate -c configs/tabulate-nasbench201-3-nodes-fashion-mnist.yaml --dry-run",
      "  abs tabulate -c FILE --seeds 0..1 --device cpu:2 --out runs/table"
    })
final class TabulateCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final RunOption run = new RunOption();
  @Mixin private final EstimateOption estimate = new EstimateOption();
  @Mixin private final OverridesOption overrides = new OverridesOption();

  @Option(
      names = "--seeds",
      paramLabel = "SEEDS",
      description = "Trainings of each architecture, for example 0..1; sets seeds.")
  private @Nullable String seeds;

  TabulateCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (seeds != null && options.seed().isPresent()) {
      throw new AbsException(ExitCode.USAGE, "--seed and --seeds exclude each other");
    }
    options.check(run, console.err());
    TableRun table =
        new TableRun(this::resolve, ConfigOptions.typed(requireNonNull(spec, "spec is null")));
    if (run.dryRun()) {
      table.plan().forEach(console.out()::println);
      estimate.print(console.out(), table::estimate);
      return ExitCode.OK.code();
    }
    console.stop().listen();
    String name = "table-" + table.config().value().space().resolve().id();
    try (RunDirectory directory =
        RunDirectory.open(
            run.directory(name), table.config().yaml(), TableRun.options(run.existing()))) {
      Logs.alsoTo(directory.log());
      Optional<TableResult> result = table.run(directory, console.stop()::requested);
      if (result.isEmpty()) {
        return new RunEnd(console, "abs tabulate")
            .stopped(directory, "stopped, trainings that have ended are kept");
      }
      print(result.get(), directory.file(TableRun.TABLE));
      return ExitCode.OK.code();
    }
  }

  private ResolvedConfig<TrainConfig> resolve(List<String> last) {
    List<String> all = new ArrayList<>();
    if (seeds != null) {
      all.add("seeds=" + seeds);
    }
    all.addAll(overrides.typed());
    all.addAll(last);
    ConfigSources sources =
        options.sources(run.resumedConfig(), environment, List.of(), List.copyOf(all));
    return TrainConfig.resolve(sources);
  }

  private void print(TableResult result, Path table) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%d architectures, %d seeds: mean top-1 %.2f %%, best %.2f %%: %s%ntable: %s%n",
            result.architectures(),
            result.seeds().size(),
            100 * result.meanTop1(),
            100 * result.bestTop1(),
            result.bestArchitecture(),
            table);
  }
}
