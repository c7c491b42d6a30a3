package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import io.absnas.search.derive.CellDrawings;
import io.absnas.search.derive.DartsRule;
import io.absnas.search.derive.PdartsGenotypes;
import io.absnas.search.derive.PdartsRule;
import io.absnas.search.derive.SkipLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code abs derive}: from architecture parameters to a genotype. */
@Command(
    name = "derive",
    description = {
      "Prints the genotype that the rule of DARTS or of P-DARTS (after its last stage) derives from"
          + " architecture parameters."
    },
    footer = {
      "",
      "The file is JSON: alphas_normal and alphas_reduce with a row of numbers for each of the 14"
          + " edges, and optionally operations, a list of op codes for each edge (operations_normal"
          + " and operations_reduce where cells differ); without it every edge has all eight ops.",
      "",
      "Example:",
      "  abs derive --algo pdarts --alphas alphas.json --max-skip-connects 2 --draw cells"
    })
final class DeriveCommand implements Callable<Integer> {
  /** The rules. */
  enum Rule {
    DARTS,
    PDARTS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A level of {@code --json}. */
  record LevelLine(int maxSkipConnects, int skipConnects, JsonNode genotype, String text) {
    static LevelLine of(SkipLevel level) {
      return new LevelLine(
          level.most(), level.skips(), level.genotype().toJson(), level.genotype().format());
    }
  }

  /** The object of {@code --json}; levels belong to the rule of P-DARTS. */
  record DeriveLine(
      String algo,
      JsonNode genotype,
      String text,
      Optional<List<LevelLine>> levels,
      Optional<LevelLine> stopped) {}

  private static final int DEFAULT_SKIPS = 2;

  private final Console console;

  @Option(
      names = "--algo",
      required = true,
      paramLabel = "darts|pdarts",
      description = "The rule: ${COMPLETION-CANDIDATES}.")
  private @Nullable Rule algo;

  @Option(
      names = "--alphas",
      required = true,
      paramLabel = "FILE.json",
      description = "The architecture parameters, before softmax.")
  private @Nullable Path alphas;

  @Option(
      names = "--max-skip-connects",
      paramLabel = "N",
      description = "Skip connections of the normal cell, for pdarts (default: 2).")
  private @Nullable Integer maxSkipConnects;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description = "Draws both cells as SVG and Graphviz files into a folder.")
  private @Nullable Path draw;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  DeriveCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() throws IOException {
    Rule rule = requireNonNull(algo, "algo is null");
    int most = maxSkipConnects == null ? DEFAULT_SKIPS : maxSkipConnects;
    if (most < 0 || (maxSkipConnects != null && rule == Rule.DARTS)) {
      throw new AbsException(
          ExitCode.USAGE,
          "--max-skip-connects is " + most + ", must be 0 or more and goes with --algo pdarts");
    }
    Alphas read = Alphas.read(requireNonNull(alphas, "alphas is null"));
    Optional<PdartsGenotypes> levels =
        rule == Rule.PDARTS ? Optional.of(PdartsRule.genotypes(read)) : Optional.empty();
    Genotype genotype =
        levels.map(found -> found.within(most)).orElseGet(() -> DartsRule.genotype(read));
    levels
        .flatMap(found -> found.excess(most))
        .ifPresent(excess -> console.err().println("abs: " + excess + " (--max-skip-connects)"));
    if (draw != null) {
      CellDrawings.write(draw, genotype);
    }
    console.out().println(json ? StrictJson.line(line(rule, genotype, levels)) : genotype.format());
    return ExitCode.OK.code();
  }

  private static DeriveLine line(Rule rule, Genotype genotype, Optional<PdartsGenotypes> found) {
    Optional<List<LevelLine>> levels =
        found.map(
            all ->
                Stream.concat(Stream.of(all.unrestricted()), all.levels().stream())
                    .map(LevelLine::of)
                    .toList());
    return new DeriveLine(
        rule.toString(),
        genotype.toJson(),
        genotype.format(),
        levels,
        found.flatMap(PdartsGenotypes::stopped).map(LevelLine::of));
  }
}
