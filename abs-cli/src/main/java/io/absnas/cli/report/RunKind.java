package io.absnas.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.run.StrictYaml;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.latency.LatencyTable;
import io.absnas.search.proxyless.ProxylessConfig;
import io.absnas.shrink.nb201.CorrelationFiles;
import io.absnas.shrink.nb201.DropReport;
import io.absnas.shrink.nb201.VariantReport;
import io.absnas.train.TableResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a run directory is of, finished or not. */
enum RunKind {
  /** Shrinking of a space. */
  SHRINK("Shrinking"),
  /** Search by evolution over a supernet's children. */
  EVOLUTION("Search by evolution"),
  /** Search of cells by architecture parameters. */
  GENOTYPE("Search of cells"),
  /** Search of paths by ProxylessNAS. */
  PATHS("Search of paths"),
  /** Training of one network. */
  TRAINING("Training"),
  /** Evaluation of weights. */
  EVALUATION("Evaluation"),
  /** Comparison of predictors on NAS-Bench-201. */
  CORRELATION("Comparison with NAS-Bench-201"),
  /** Training of all architectures of a space. */
  TABLE("Table of accuracies"),
  /** Drops of ops of NAS-Bench-201 by different scores. */
  DROPS("Drops on NAS-Bench-201"),
  /** Variants of the angle on NAS-Bench-201. */
  VARIANTS("Variants of the angle"),
  /** Times of ops on a device; a file of its own. */
  LATENCIES("Latencies"),
  /** A run that none of the others fits. */
  OTHER("Run");

  private static final String RESULT = "result.json";
  private static final List<String> SIGNS =
      List.of(RESULT, "provenance.json", "config.yaml", "history.json", "metrics.jsonl");

  private final String title;

  RunKind(String title) {
    this.title = title;
  }

  /** What runs of this kind are called. */
  String title() {
    return title;
  }

  /** Whether a directory holds a run, or a file is what a command leaves instead of one. */
  static boolean isRun(Path run) {
    return Files.isRegularFile(run)
        ? json(run).filter(json -> json.path("kind").asText().equals(LatencyTable.KIND)).isPresent()
        : SIGNS.stream().anyMatch(name -> has(run, name));
  }

  /** The kind of a run: by its result, else by what it has written on the way. */
  static RunKind of(Path run) {
    if (Files.isRegularFile(run)) {
      return LATENCIES;
    }
    Optional<JsonNode> result = json(run.resolve(RESULT));
    Optional<JsonNode> provenance = json(run.resolve("provenance.json"));
    String kind =
        result
            .map(json -> json.path("kind").asText())
            .or(() -> provenance.map(json -> command(json.path("command"))))
            .orElse("");
    String algo =
        result
            .map(json -> json.path("algo").asText())
            .orElseGet(() -> configuration(run).path("algo").asText());
    if (DartsAlgorithm.of(algo).isPresent() || has(run, "genotypes.csv")) {
      return GENOTYPE;
    }
    if (algo.equals(ProxylessConfig.ALGO) || has(run, "alphas.csv")) {
      return PATHS;
    }
    if (has(run, CorrelationFiles.JSON) || kind.equals("nb201-correlate")) {
      return CORRELATION;
    }
    if (kind.equals(DropReport.KIND)) {
      return DROPS;
    }
    if (kind.equals(VariantReport.KIND)) {
      return VARIANTS;
    }
    if (kind.equals(TableResult.KIND) || kind.equals("tabulate")) {
      return TABLE;
    }
    if (kind.equals("shrink") || has(run, "history.json")) {
      return SHRINK;
    }
    if (kind.equals("search") || has(run, "evaluations.csv")) {
      return EVOLUTION;
    }
    if (kind.equals("evaluation") || has(run, "per-class.csv")) {
      return EVALUATION;
    }
    return kind.equals("train") ? TRAINING : OTHER;
  }

  /** The subcommand of a command line as typed, {@code nb201-drop} for those of two words. */
  private static String command(JsonNode words) {
    int at = 1;
    while (words.path(at).asText().startsWith("-")) {
      at++;
    }
    String first = words.path(at).asText();
    return first.equals("nb201") ? first + "-" + words.path(at + 1).asText() : first;
  }

  private static boolean has(Path run, String name) {
    return Files.isRegularFile(run.resolve(name));
  }

  /** A file that cannot be read says nothing of the kind; whoever needs it says why. */
  private static Optional<JsonNode> json(Path file) {
    try {
      return Files.isRegularFile(file) && RunFiles.isSmall(file)
          ? Optional.of(StrictJson.read(file, JsonNode.class))
          : Optional.empty();
    } catch (AbsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The configuration, which is there before anything else; nothing if it cannot be read. */
  private static JsonNode configuration(Path run) {
    Path file = run.resolve(RunFiles.CONFIGURATION);
    try {
      return Files.isRegularFile(file) && RunFiles.isSmall(file)
          ? StrictYaml.tree(file, ExitCode.INPUT)
          : MissingNode.getInstance();
    } catch (AbsException | IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }
}
