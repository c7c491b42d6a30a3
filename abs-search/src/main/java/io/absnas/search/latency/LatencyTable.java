package io.absnas.search.latency;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.rank.Median;
import io.absnas.core.rank.Spearman;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileForm;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.ExpectedCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Milliseconds that the parts of a network take for a batch on one device, as {@code abs latency}
 * writes them.
 *
 * @param format version of this form
 * @param kind {@code latency}
 * @param space id of the space
 * @param device as it was asked for
 * @param threads of the engine on a CPU
 * @param batchSize images of a batch
 * @param warmUp passes before those that count
 * @param repeats passes whose median counts
 * @param fixed what every network takes
 * @param choices what the ops of each choice take, by id; those of the unshrunk space
 * @param check predictions for whole networks, if they were made
 * @param build version of the program
 * @param runtime machine and engine
 */
public record LatencyTable(
    int format,
    String kind,
    String space,
    String device,
    int threads,
    int batchSize,
    int warmUp,
    int repeats,
    double fixed,
    List<Map<String, Double>> choices,
    Optional<Check> check,
    BuildInfo build,
    RuntimeInfo runtime) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of file this is. */
  public static final String KIND = "latency";

  /**
   * Whole networks, predicted and measured.
   *
   * @param networks each of them
   * @param medianError median of |predicted - measured| / measured
   * @param spearman rank correlation of both, 0 where there is none
   */
  public record Check(List<Network> networks, double medianError, double spearman) {
    /** Copies the list. */
    public Check {
      networks = List.copyOf(networks);
    }

    /** The check of one or more networks; a rank correlation that there is not counts as 0. */
    public static Check of(List<Network> networks) {
      double rho =
          networks.size() < 2
              ? 0
              : Spearman.rho(
                  networks.stream().mapToDouble(Network::predicted).toArray(),
                  networks.stream().mapToDouble(Network::measured).toArray());
      double error =
          Median.of(
              networks.stream()
                  .mapToDouble(one -> Math.abs(one.predicted() - one.measured()) / one.measured())
                  .toArray());
      return new Check(networks, error, Double.isNaN(rho) ? 0 : rho);
    }
  }

  /**
   * A network.
   *
   * @param architecture its text form
   * @param predicted sum of the table, in milliseconds
   * @param measured median, in milliseconds
   */
  public record Network(String architecture, double predicted, double measured) {
    /** Checks that there is an architecture. */
    public Network {
      requireNonNull(architecture, "architecture is null");
    }
  }

  /** Checks the numbers and copies the lists. */
  public LatencyTable {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(space, "space is null");
    requireNonNull(device, "device is null");
    requireNonNull(check, "check is null");
    requireNonNull(build, "build is null");
    requireNonNull(runtime, "runtime is null");
    requireTime("fixed", fixed);
    List<Map<String, Double>> copies = new ArrayList<>();
    for (Map<String, Double> ops : choices) {
      ops.forEach((op, time) -> requireTime("choices, " + op, time));
      copies.add(Collections.unmodifiableMap(new LinkedHashMap<>(ops)));
    }
    choices = List.copyOf(copies);
  }

  private static void requireTime(String what, double value) {
    if (!(value >= 0) || value > Double.MAX_VALUE) {
      throw new IllegalArgumentException(what + " is " + value + ", must be at least 0");
    }
  }

  /**
   * Reads a table.
   *
   * @throws AbsException INPUT if it is none or damaged
   */
  public static LatencyTable read(Path file) {
    JsonNode json = StrictJson.read(file, JsonNode.class);
    String kind = json.path("kind").asText();
    if (!kind.equals(KIND)) {
      throw new AbsException(
          ExitCode.INPUT,
          "%s: kind is '%s', must be %s: abs latency writes such files"
              .formatted(file, kind, KIND));
    }
    return StrictJson.read(file, LatencyTable.class);
  }

  /** The same with a check. */
  LatencyTable with(Check made) {
    return new LatencyTable(
        format,
        kind,
        space,
        device,
        threads,
        batchSize,
        warmUp,
        repeats,
        fixed,
        choices,
        Optional.of(made),
        build,
        runtime);
  }

  /** Writes it. */
  public void write(Path file) {
    try {
      SealedJson.write(file, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why it is no table of a space, full or shrunk; empty if it is one. */
  public Optional<String> problem(SearchSpace of) {
    if (!of.id().equals(space) || choices.size() != of.choices().size()) {
      return Optional.of(
          "is of space %s with %d choices, not of %s with %d"
              .formatted(space, choices.size(), of.id(), of.choices().size()));
    }
    for (int choice = 0; choice < choices.size(); choice++) {
      for (CandidateOp op : of.ops(choice)) {
        if (!choices.get(choice).containsKey(op.id())) {
          return Optional.of("has no %s at choice %d".formatted(op.id(), choice));
        }
      }
    }
    return Optional.empty();
  }

  /** Costs of the ops that a space has left, in milliseconds. */
  public ExpectedCost costs(SearchSpace of) {
    List<List<Double>> entries = new ArrayList<>();
    for (int choice = 0; choice < choices.size(); choice++) {
      Map<String, Double> known = choices.get(choice);
      entries.add(
          of.ops(choice).stream().map(op -> requireNonNull(known.get(op.id()), op.id())).toList());
    }
    return new ExpectedCost(fixed, entries);
  }
}
