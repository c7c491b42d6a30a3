package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CellSpace;
import io.absnas.shrink.nb201.BenchmarkTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code abs nb201 lookup}: what the benchmark says about architectures. */
@Command(
    name = "lookup",
    description = {
      "Prints what the table of NAS-Bench-201 holds about architectures: accuracies in percent,"
          + " multiply-adds and parameters, as far as it has them."
    },
    footer = {
      "",
      "Example:",
      "  abs nb201 lookup --table FILE"
          + " '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|'"
    })
final class Nb201LookupCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private final TableOption table = new TableOption();

  @Option(names = "--json", description = "One JSON object per line.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "ARCH",
      description = "Architecture strings or six op codes each.")
  private List<String> architectures = new ArrayList<>();

  Nb201LookupCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    CellSpace space = BenchmarkTable.space();
    List<Architecture> parsed = architectures.stream().map(text -> parse(space, text)).toList();
    BenchmarkTable truth = table.read(environment);
    for (Architecture architecture : parsed) {
      Map<String, Double> row = truth.row(BenchmarkTable.place(architecture));
      if (json) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("arch", space.encode(architecture));
        line.putAll(row);
        console.out().println(StrictJson.line(line));
      } else {
        console.out().println(space.encode(architecture));
        row.forEach((name, value) -> console.out().println("  " + name + "\t" + plain(value)));
      }
    }
    return ExitCode.OK.code();
  }

  private static Architecture parse(CellSpace space, String text) {
    try {
      return space.parse(text);
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, "ARCH: " + e.getMessage(), e);
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
