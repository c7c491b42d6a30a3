package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.train.FoundArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which network is trained: one architecture, as text, from a file or from an earlier run. */
final class NetworkOption {
  private static final String ARCHITECTURE = "network.architecture";

  @Option(
      names = {"--arch", "--model-id"},
      paramLabel = "TEXT",
      description = {
        "An architecture: op codes separated by blanks, NAS-Bench-201's |op~0|+|op~0|op~1|+...,"
            + " a genotype, or a name of 'abs list architectures'; sets network.architecture."
      })
  private @Nullable String text;

  @Option(
      names = "--arch-file",
      paramLabel = "FILE",
      description = "A file with architectures, one a line; # begins a comment.")
  private @Nullable Path file;

  @Option(
      names = "--result",
      paramLabel = "RUN",
      description = {
        "A run of abs search, or one of abs shrink that left one architecture: its space too."
      })
  private @Nullable Path result;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which one of --arch-file or --result, from 1.")
  private int rank = 1;

  /**
   * The overrides of a configuration that these options amount to.
   *
   * @param withSpace whether the space of {@code --result} is taken too
   */
  List<String> overrides(boolean withSpace) {
    int given = (text == null ? 0 : 1) + (file == null ? 0 : 1) + (result == null ? 0 : 1);
    if (given > 1) {
      throw new AbsException(ExitCode.USAGE, "--arch, --arch-file and --result exclude each other");
    }
    List<String> overrides = new ArrayList<>();
    if (result != null) {
      overrides.addAll(FoundArchitecture.read(result, rank).overrides(withSpace));
    }
    Optional<String> architecture =
        file == null ? Optional.ofNullable(text) : Optional.of(line(file));
    if (architecture.isPresent()) {
      overrides.add("network.result=");
      overrides.add("network.result-sha256=");
      overrides.add(ARCHITECTURE + "=" + quoted(architecture.get()));
    }
    return List.copyOf(overrides);
  }

  private String line(Path from) {
    List<String> lines;
    try {
      lines =
          Files.readAllLines(from).stream()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .toList();
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, from + ": cannot be read: " + FileFailure.reason(e), e);
    }
    if (rank < 1 || rank > lines.size()) {
      throw new AbsException(
          ExitCode.USAGE,
          "--rank is %d, %s has architectures 1 to %d".formatted(rank, from, lines.size()));
    }
    return lines.get(rank - 1);
  }

  /** A text that begins like YAML would be read as such. */
  private static String quoted(String architecture) {
    return architecture.matches("[\\[{'\"].*")
        ? "'" + architecture.replace("'", "''") + "'"
        : architecture;
  }
}
