package io.absnas.train;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Sha256;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an earlier run has found: the architecture that a search, the shrinking down to one, or
 * another training ended with.
 *
 * @param run its directory
 * @param space id of the space, or a file of it
 * @param architecture text form
 * @param resultSha256 hash of the run's {@code result.json}
 */
public record FoundArchitecture(Path run, String space, String architecture, String resultSha256) {
  private static final String RESULT = "result.json";
  private static final String SHRUNK = "shrunk-space.json";

  /** Checks that all is there. */
  public FoundArchitecture {
    requireNonNull(run, "run is null");
    requireNonNull(space, "space is null");
    requireNonNull(architecture, "architecture is null");
    requireNonNull(resultSha256, "resultSha256 is null");
  }

  /**
   * Reads the result of a run.
   *
   * @param run its directory
   * @param rank which of the best architectures of a search, from 1
   * @throws AbsException of kind INPUT if the directory holds no such result, USAGE if it holds
   *     fewer architectures, or a space of several
   */
  public static FoundArchitecture read(Path run, int rank) {
    Path file = run.resolve(RESULT);
    if (!Files.isRegularFile(file)) {
      throw new AbsException(
          ExitCode.INPUT, run + " holds no " + RESULT + ": is that a finished run?");
    }
    JsonNode result = SealedJson.read(file, JsonNode.class);
    String kind = result.path("kind").asText();
    String architecture =
        switch (kind) {
          case "search" -> ofSearch(file, result, rank);
          case "train" -> text(file, result, "architecture");
          case "shrink" -> ofShrinking(run);
          default ->
              throw new AbsException(
                  ExitCode.INPUT,
                  "%s: kind is '%s', an architecture comes from a run of kind search, shrink or"
                          .formatted(file, kind)
                      + " train");
        };
    try {
      return new FoundArchitecture(run, space(run, file, result), architecture, Sha256.of(file));
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  private static String ofSearch(Path file, JsonNode result, int rank) {
    JsonNode best = result.path("best");
    if (rank < 1 || rank > best.size()) {
      throw new AbsException(
          ExitCode.USAGE,
          "--rank is %d, %s has architectures 1 to %d".formatted(rank, file, best.size()));
    }
    return text(file, best.get(rank - 1), "architecture");
  }

  private static String ofShrinking(Path run) {
    SearchSpace left = SpaceCatalog.find(run.resolve(SHRUNK).toString());
    if (left.choices().stream().anyMatch(ops -> ops.size() > 1)) {
      throw new AbsException(
          ExitCode.USAGE,
          "%s is a space of %s architectures, not one; abs search --space %s finds one"
              .formatted(run, left.size(), run.resolve(SHRUNK)));
    }
    return left.encode(new Architecture(left.choices().stream().map(ops -> ops.get(0)).toList()));
  }

  /** The name of the space if the catalogue knows it, else the file that the run read it from. */
  private static String space(Path run, Path file, JsonNode result) {
    String id = text(file, result, "space");
    if (SpaceCatalog.ids().contains(id.replaceFirst(",.*", ""))) {
      return id;
    }
    for (JsonNode input : result.path("built-on")) {
      if (input.path("kind").asText().equals("space")) {
        return text(file, input, "file");
      }
    }
    throw new AbsException(
        ExitCode.INPUT,
        "%s: the catalogue has no space %s, and the run names no file of it; give --space FILE"
            .formatted(run, id));
  }

  private static String text(Path file, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new AbsException(ExitCode.INPUT, file + ": " + key + " is missing");
    }
    return value.textValue();
  }

  /**
   * The overrides of a configuration that say the same.
   *
   * @param withSpace whether the run's space is taken too
   */
  public List<String> overrides(boolean withSpace) {
    List<String> overrides = new ArrayList<>();
    if (withSpace) {
      boolean named = SpaceCatalog.ids().contains(space.replaceFirst(",.*", ""));
      overrides.add("space.id=" + (named ? space : ""));
      overrides.add("space.file=" + (named ? "" : space));
      if (named) {
        // What the name says of the space is not to be said again by the configuration.
        Arrays.stream(space.split(",", -1))
            .skip(1)
            .forEach(part -> overrides.add("space." + part.split("=", 2)[0] + "="));
      }
    }
    overrides.add("network.architecture=" + architecture);
    overrides.add("network.result=" + run);
    overrides.add("network.result-sha256=" + resultSha256);
    return List.copyOf(overrides);
  }
}
