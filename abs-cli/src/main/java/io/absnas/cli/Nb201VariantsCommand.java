package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.run.StrictYaml;
import io.absnas.shrink.nb201.BenchmarkTable;
import io.absnas.shrink.nb201.BenchmarkTableReader;
import io.absnas.shrink.nb201.CorrelationFiles;
import io.absnas.shrink.nb201.TrainedSupernet;
import io.absnas.shrink.nb201.VariantReport;
import io.absnas.shrink.nb201.VariantStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abs nb201 variants}: whether a variant of the angle is better than the published one. */
@Command(
    name = "variants",
    description = {
      "Looks whether any of a fixed list of variants of the angle orders architectures better than"
          + " the published angle and than a formula without weights: chosen on one half of the"
          + " architectures and CIFAR-10, reported on the other half and all data sets."
    },
    footer = {
      "",
      "docs/algorithms.md has the list and the rules.",
      "",
      "Example:",
      "  abs nb201 variants --run runs/nb201-s0,runs/nb201-s1,runs/nb201-s2 --table FILE"
    })
final class Nb201VariantsCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private final KeepOption kept = new KeepOption();
  @Mixin private final SupernetsOption supernets = new SupernetsOption();
  @Mixin private final TableOption table = new TableOption();

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Splits the architectures into halves (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--bootstrap-draws",
      defaultValue = "200",
      paramLabel = "N",
      description = "Draws behind each interval, 0 for none (default: ${DEFAULT-VALUE}).")
  private int bootstrapDraws = 200;

  @Option(names = "--json", description = "One JSON object instead of tables.")
  private boolean json;

  /** What decides the numbers, for the run directory. */
  private record Settings(String table, List<String> supernets, long seed, int bootstrapDraws) {}

  Nb201VariantsCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (bootstrapDraws < 0) {
      throw new AbsException(
          ExitCode.USAGE, "--bootstrap-draws is %d, must be 0 or more".formatted(bootstrapDraws));
    }
    List<TrainedSupernet> trained = supernets.supernets(environment);
    List<String> labels = trained.stream().map(TrainedSupernet::label).toList();
    Path file = table.file(environment);
    BenchmarkTable truth = BenchmarkTableReader.read(file);
    String yaml = StrictYaml.write(new Settings(truth.sha256(), labels, seed, bootstrapDraws));
    VariantStudy study = new VariantStudy(truth, seed, bootstrapDraws);
    VariantStudy.Result result =
        kept.keep(
                yaml,
                directory ->
                    CorrelationFiles.writeProvenance(
                        directory, kept.command(), seed, "none", Sha256.of(yaml), file, trained),
                () ->
                    Optional.of(
                        new VariantReport(
                            VariantReport.FORMAT,
                            VariantReport.KIND,
                            file.toString(),
                            truth.sha256(),
                            labels,
                            seed,
                            study.run(trained))))
            .orElseThrow()
            .result();
    console.out().print(json ? StrictJson.text(result) : VariantStudy.page(result, trained.size()));
    return ExitCode.OK.code();
  }
}
