package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.shrink.nb201.TrainedSupernet;
import io.absnas.shrink.nb201.VariantStudy;
import java.util.List;
import java.util.Map;
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
    VariantStudy.Result result =
        new VariantStudy(table.read(environment), seed, bootstrapDraws).run(trained);
    console.out().print(json ? StrictJson.text(result) : VariantStudy.page(result, trained.size()));
    return ExitCode.OK.code();
  }
}
