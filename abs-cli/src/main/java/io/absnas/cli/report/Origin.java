package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Where a run came from, by its {@code provenance.json}.
 *
 * @param command as it was typed, empty where that is not known
 * @param facts what else it says of the run itself
 * @param seed of all random streams, where it is known
 * @param inputs what other runs or people made
 */
record Origin(String command, List<Fact> facts, OptionalLong seed, List<Input> inputs) {
  private static final int BRIEF = 12;

  /**
   * A file that went in.
   *
   * @param kind what it is
   * @param file as the run names it
   * @param sha256 of its content then
   */
  record Input(String kind, String file, String sha256) {
    Input {
      requireNonNull(kind, "kind is null");
      requireNonNull(file, "file is null");
      requireNonNull(sha256, "sha256 is null");
    }

    String briefHash() {
      return sha256.substring(0, Math.min(BRIEF, sha256.length()));
    }
  }

  Origin {
    requireNonNull(command, "command is null");
    facts = List.copyOf(facts);
    requireNonNull(seed, "seed is null");
    inputs = List.copyOf(inputs);
  }

  static Origin of(RunFiles run) {
    Optional<JsonNode> json =
        run.isFile()
            ? run.itself(file -> StrictJson.read(file, JsonNode.class))
            : run.json("provenance.json", JsonNode.class);
    return json.map(Origin::of).orElse(new Origin("", List.of(), OptionalLong.empty(), List.of()));
  }

  private static Origin of(JsonNode json) {
    List<Fact> facts = new ArrayList<>();
    add(facts, "Seed", json.path("seed").asText());
    // files that stand for a run tell the same under a name of their own
    JsonNode toolkit = json.path(json.has("toolkit") ? "toolkit" : "build");
    add(facts, "Toolkit", toolkit.path("version").asText() + " " + toolkit.path("commit").asText());
    add(facts, "Configuration (SHA-256)", json.path("config-sha256").asText());
    add(facts, "Data (fingerprint)", json.path("data-fingerprint").asText());
    JsonNode runtime = json.path("runtime");
    add(facts, "Started", runtime.path("started-at").asText().replaceFirst("\\..*Z", "Z"));
    add(facts, "Machine", words(runtime, List.of("host", "os", "cpu", "cores", "java")));
    add(facts, "Engine", words(runtime, List.of("engine", "device", "threads")));
    List<Input> inputs = new ArrayList<>();
    for (JsonNode input : json.path("built-on")) {
      inputs.add(
          new Input(
              input.path("kind").asText(),
              input.path("file").asText(),
              input.path("sha256").asText()));
    }
    JsonNode seed = json.path("seed");
    return new Origin(
        words(json.path("command")),
        facts,
        seed.isIntegralNumber() ? OptionalLong.of(seed.longValue()) : OptionalLong.empty(),
        inputs);
  }

  private static void add(List<Fact> facts, String name, String value) {
    if (!value.isBlank()) {
      facts.add(new Fact(name, value.strip()));
    }
  }

  private static String words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(" "));
  }

  private static String words(JsonNode object, List<String> keys) {
    return keys.stream()
        .filter(object::has)
        .map(key -> key + " " + object.path(key).asText())
        .collect(Collectors.joining(", "));
  }
}
