package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.run.StrictYaml;
import io.absnas.shrink.nb201.AccuracySettings;
import io.absnas.shrink.nb201.BenchmarkTable;
import io.absnas.shrink.nb201.BenchmarkTableReader;
import io.absnas.shrink.nb201.CorrelationFiles;
import io.absnas.shrink.nb201.DropExperiment;
import io.absnas.shrink.nb201.DropReport;
import io.absnas.shrink.nb201.TrainedSupernet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abs nb201 drop}: how good the space is that is left when ops are dropped by a score. */
@Command(
    name = "drop",
    description = {
      "Drops the ops of NAS-Bench-201 that have the lowest scores, all at once, as in the published"
          + " comparison, and prints the true ranks of those that are left and the true accuracies"
          + " of their architectures, beside the whole space and the published ranks."
    },
    footer = {
      "",
      "Metrics: angle, accuracy, recalibrated-accuracy, magnitude (softmax of the architecture"
          + " parameters, which must have been trained), random, weight-free, truth.",
      "",
      "Example:",
      "  abs nb201 drop --metric angle,random,truth --run runs/nb201-s0,runs/nb201-s1 --table FILE"
    })
final class Nb201DropCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private final SupernetsOption supernets = new SupernetsOption();
  @Mixin private final TableOption table = new TableOption();
  @Mixin private final EvaluatedOption evaluated = new EvaluatedOption();
  @Mixin private final KeepOption kept = new KeepOption();

  @Option(
      names = "--metric",
      split = ",",
      defaultValue = "angle",
      paramLabel = "METRIC",
      description = "What ops are scored by, see below (default: ${DEFAULT-VALUE}).")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--count",
      defaultValue = "20",
      paramLabel = "N",
      description = "Ops to drop; the last of an edge stays (default: ${DEFAULT-VALUE}).")
  private int count = 20;

  @Option(
      names = "--accuracies",
      paramLabel = "DIR",
      description =
          "For the accuracies of evaluated architectures: the directory of 'abs nb201 correlate', or"
              + " another one.")
  private @Nullable Path accuracies;

  @Option(names = "--json", description = "One JSON object per line instead of a table.")
  private boolean json;

  /** What decides the numbers, for the run directory. */
  private record Settings(
      String table,
      List<String> supernets,
      List<String> metrics,
      int count,
      AccuracySettings accuracy,
      String device) {}

  Nb201DropCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    List<DropExperiment.Metric> wanted = metrics.stream().map(Nb201DropCommand::metric).toList();
    if (count < 1) {
      throw new AbsException(ExitCode.USAGE, "--count is " + count + ", must be 1 or more");
    }
    List<TrainedSupernet> trained = supernets.supernets(environment);
    DropExperiment.require(wanted, trained);
    Path file = table.file(environment);
    BenchmarkTable truth = BenchmarkTableReader.read(file);
    AccuracySettings accuracy = evaluated.settings(Optional.empty());
    String device = evaluated.device();
    console.stop().listen();
    DropExperiment experiment =
        new DropExperiment(truth, accuracy, device, Optional.ofNullable(directory()), count);
    String yaml =
        StrictYaml.write(
            new Settings(
                truth.sha256(),
                trained.stream().map(TrainedSupernet::label).toList(),
                wanted.stream().map(DropExperiment.Metric::id).toList(),
                count,
                accuracy,
                device));
    Optional<DropReport> report =
        kept.keep(
            yaml,
            directory ->
                CorrelationFiles.writeProvenance(
                    directory,
                    kept.command(),
                    accuracy.seed(),
                    device,
                    Sha256.of(yaml),
                    file,
                    trained),
            () ->
                experiment
                    .run(wanted, trained, console.stop()::requested)
                    .map(outcomes -> DropReport.of(file.toString(), truth, count, outcomes)));
    if (report.isEmpty()) {
      console.err().println("abs: stopped, accuracies so far are kept");
      return ExitCode.TERMINATED.code();
    }
    if (json) {
      report.get().outcomes().forEach(outcome -> console.out().println(StrictJson.line(outcome)));
    } else {
      console.out().print(DropExperiment.page(report.get().outcomes(), truth));
    }
    return ExitCode.OK.code();
  }

  private @Nullable Path directory() {
    Path directory = accuracies;
    if (directory != null) {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return directory;
  }

  private static DropExperiment.Metric metric(String text) {
    for (DropExperiment.Metric metric : DropExperiment.Metric.values()) {
      if (metric.id().equals(text)) {
        return metric;
      }
    }
    throw new AbsException(
        ExitCode.USAGE,
        "--metric is '%s', must be one of %s"
            .formatted(
                text,
                Arrays.stream(DropExperiment.Metric.values())
                    .map(DropExperiment.Metric::id)
                    .collect(Collectors.joining(", "))));
  }
}
