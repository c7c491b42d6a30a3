package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictYaml;
import io.absnas.shrink.nb201.AccuracySettings;
import io.absnas.shrink.nb201.BenchmarkTable;
import io.absnas.shrink.nb201.BenchmarkTableReader;
import io.absnas.shrink.nb201.Correlation;
import io.absnas.shrink.nb201.CorrelationFiles;
import io.absnas.shrink.nb201.CorrelationReport;
import io.absnas.shrink.nb201.TrainedSupernet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code abs nb201 correlate}: how well angles order architectures by their true accuracy. */
@Command(
    name = "correlate",
    description = {
      "Compares angles of all 15,625 architectures along the training of supernets with their true"
          + " accuracies: Kendall's tau-b with intervals, tau by the reference's rule for ties,"
          + " Spearman's rho, shares of the best. Beside them stand parameters, multiply-adds,"
          + " convolutions, a formula without weights and, for architectures drawn by --seed, the"
          + " supernets' accuracies with and without batch-norm statistics of their own."
    },
    footer = {
      "",
      "Writes correlation.md, correlation.csv and correlation.json into --out. Accuracies are kept"
          + " there as they are measured; --resume goes on with them, also with other settings.",
      "",
      "Examples:",
      "  abs nb201 correlate --run runs/nb201-s0,runs/nb201-s1 --table FILE --out runs/correlation",
      "  abs nb201 correlate --space nasbench201 --initial A.npz --weights B.npz"
          + " --accuracy-children 0"
    })
final class Nb201CorrelateCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final SupernetsOption supernets = new SupernetsOption();
  @Mixin private final TableOption table = new TableOption();
  @Mixin private final EvaluatedOption evaluated = new EvaluatedOption();
  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--accuracy-epochs",
      split = ",",
      paramLabel = "EPOCH",
      description = "Weights to evaluate them with (default: those of the last epoch).")
  private @Nullable List<Long> accuracyEpochs;

  @Option(
      names = "--bootstrap-draws",
      paramLabel = "N",
      defaultValue = "200",
      description = "Draws behind each interval, 0 for none (default: ${DEFAULT-VALUE}).")
  private int bootstrapDraws = 200;

  /** What decides the numbers, for the run directory. */
  private record Settings(
      String table,
      List<String> supernets,
      AccuracySettings accuracy,
      int bootstrapDraws,
      String device) {}

  Nb201CorrelateCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (bootstrapDraws < 0) {
      throw new AbsException(
          ExitCode.USAGE, "--bootstrap-draws is %d, must be 0 or more".formatted(bootstrapDraws));
    }
    List<String> command = ConfigOptions.typed(requireNonNull(spec, "spec is null"));
    AccuracySettings accuracy = evaluated.settings(Optional.ofNullable(accuracyEpochs));
    String device = evaluated.device();
    List<TrainedSupernet> trained = supernets.supernets(environment);
    requireEpochs(trained);
    Path file = table.file(environment);
    BenchmarkTable truth = BenchmarkTableReader.read(file);
    if (run.dryRun()) {
      trained.forEach(
          one ->
              console
                  .out()
                  .println(one.label() + ": weights after epochs " + one.weights().keySet()));
      return ExitCode.OK.code();
    }
    String yaml =
        StrictYaml.write(
            new Settings(
                truth.sha256(),
                trained.stream().map(TrainedSupernet::label).toList(),
                accuracy,
                bootstrapDraws,
                device));
    console.stop().listen();
    try (RunDirectory directory =
        RunDirectory.open(
            run.directory("nb201-correlate"), yaml, CorrelationFiles.options(run.existing()))) {
      Logs.alsoTo(directory.log());
      CorrelationFiles.writeProvenance(
          directory, command, accuracy.seed(), device, Sha256.of(yaml), file, trained);
      Optional<CorrelationReport> report =
          new Correlation(truth, trained, accuracy, bootstrapDraws, device)
              .run(directory.root(), console.stop()::requested);
      if (report.isEmpty()) {
        console
            .err()
            .println(
                "abs: stopped, accuracies so far are kept; to go on: the same command with"
                    + " --resume");
        return ExitCode.TERMINATED.code();
      }
      CorrelationFiles.write(directory, report.get());
      console.out().print(Files.readString(directory.file(CorrelationFiles.PAGE)));
      return ExitCode.OK.code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireEpochs(List<TrainedSupernet> trained) {
    for (TrainedSupernet supernet : trained) {
      for (long epoch : accuracyEpochs == null ? List.<Long>of() : accuracyEpochs) {
        if (!supernet.weights().containsKey(epoch)) {
          throw new AbsException(
              ExitCode.USAGE,
              "--accuracy-epochs names %d, but %s has weights after epochs %s"
                  .formatted(epoch, supernet.label(), supernet.weights().keySet()));
        }
      }
    }
  }
}
