package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architectures;
import io.absnas.shrink.nb201.AccuracySettings;
import io.absnas.shrink.nb201.BenchmarkTable;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which architectures of NAS-Bench-201 are evaluated with a supernet's weights, and where. */
final class EvaluatedOption {
  private static final String ALL = "all";

  @Option(
      names = "--accuracy-children",
      paramLabel = "N",
      defaultValue = "300",
      description = "Architectures to evaluate: a number or 'all' (default: ${DEFAULT-VALUE}).")
  private String children = "300";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Decides which architectures these are, and random scores (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--device",
      paramLabel = "DEVICES",
      defaultValue = "cpu",
      description = "Where they are evaluated: cpu, cpu:4, gpu:0,1 or auto.")
  private String device = "cpu";

  /** The architectures, evaluated with the weights after these epochs. */
  AccuracySettings settings(Optional<List<Long>> epochs) {
    int all = Architectures.count(BenchmarkTable.space());
    try {
      return new AccuracySettings(
          children.equals(ALL) ? all : Integer.parseInt(children), epochs, seed);
    } catch (IllegalArgumentException e) {
      throw new AbsException(
          ExitCode.USAGE,
          "--accuracy-children is '%s', must be 0 to %d or all".formatted(children, all),
          e);
    }
  }

  String device() {
    return device;
  }
}
