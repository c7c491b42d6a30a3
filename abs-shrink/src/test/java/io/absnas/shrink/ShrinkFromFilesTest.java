package io.absnas.shrink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference's two rounds on a NAS-Bench-201 supernet of width 4, from weight files alone. */
class ShrinkFromFilesTest {
  private static final String GOLDEN = "/golden/nb201-angle/";

  @TempDir Path directory;

  private Path golden(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = ShrinkFromFilesTest.class.getResourceAsStream(GOLDEN + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static JsonNode stages() throws IOException {
    try (InputStream in =
        ShrinkFromFilesTest.class.getResourceAsStream(GOLDEN + "c4n1-shrink.json")) {
      return new ObjectMapper().readTree(in).get("stages");
    }
  }

  private static ResolvedConfig<ShrinkConfig> config(String space, int drops) {
    return ShrinkConfig.resolve(
        ConfigSources.none().withOverrides(List.of("space=" + space, "drop.count=" + drops)));
  }

  private ShrinkResult round(ResolvedConfig<ShrinkConfig> config, Path out) throws IOException {
    return round(config, out, () -> false).orElseThrow();
  }

  private Optional<ShrinkResult> round(
      ResolvedConfig<ShrinkConfig> config, Path out, BooleanSupplier stop) throws IOException {
    Path initial = golden("c4n1-init.npz");
    Path trained = golden("c4n1-trained.npz");
    ShrinkFromFiles round = new ShrinkFromFiles(config, initial, trained, List.of("abs"));
    try (RunDirectory run =
        RunDirectory.open(out, config.yaml(), ShrinkRun.options(RunOptions.Existing.REFUSE))) {
      return round.run(run, stop);
    }
  }

  @Test
  void repeatsScoresOrderAndDropsOfTheReference() throws IOException {
    Path first = directory.resolve("first");
    round(config("{id: nasbench201, channels: 4, cells: 1}", 20), first);
    assertStage(first, stages().get(0));
    // the second round begins with the file that the first one wrote
    Path second = directory.resolve("second");
    ShrinkResult result =
        round(config("{file: \"" + first.resolve("shrunk-space.json") + "\"}", 3), second);
    assertStage(second, stages().get(1));
    assertThat(result.sizeBefore()).isEqualTo(16);
    assertThat(result.builtOn())
        .extracting(input -> input.kind())
        .containsExactly("space", "weights", "weights");
  }

  /** Training of sampled architectures alone leaves the architecture parameters as they began. */
  @Test
  void magnitudeOfArchitectureParametersThatWereNotTrainedIsRefused() throws IOException {
    ResolvedConfig<ShrinkConfig> config =
        ShrinkConfig.resolve(
            ConfigSources.none()
                .withOverrides(
                    List.of(
                        "space={id: nasbench201, channels: 4, cells: 1}",
                        "scoring.metric=magnitude")));
    Path trained = golden("c4n1-trained.npz");
    ShrinkFromFiles round =
        new ShrinkFromFiles(config, golden("c4n1-init.npz"), trained, List.of("abs"));
    AbsException failure = catchThrowableOfType(AbsException.class, round::prepare);
    assertThat(failure)
        .hasMessageStartingWith(trained + ": arch_parameters are those of the initial weights");
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private static void assertStage(Path run, JsonNode golden) throws IOException {
    StageRecord stage = StrictJson.read(run.resolve("history.json"), History.class).stages().get(0);
    assertThat(stage.children()).isEqualTo(golden.get("num_architectures").asInt());
    Map<String, ScoreRecord> scores = new HashMap<>();
    stage.scores().forEach(score -> scores.put(score.choiceName() + " " + score.op(), score));
    assertThat(scores).hasSize(golden.get("scores").size());
    for (JsonNode expected : golden.get("scores")) {
      ScoreRecord score = find(scores, expected.get("edge"), expected.get("op"));
      // the reference's angles are single precision
      assertThat(score.score()).isCloseTo(expected.get("mean_angle").asDouble(), within(1e-6));
      assertThat(score.count()).isEqualTo(expected.get("count").asInt());
    }
    // ascending order as the reference's, but that exact ties may stand the other way round
    double last = 0;
    for (JsonNode pair : golden.get("ascending_order")) {
      double score = find(scores, pair.get(0), pair.get(1)).score();
      assertThat(score).isGreaterThanOrEqualTo(last);
      last = score;
    }
    List<String> drops = new ArrayList<>();
    golden.get("dropped").forEach(p -> drops.add(p.get(0).asText() + " " + p.get(1).asText()));
    assertThat(stage.drops().stream().map(drop -> drop.choiceName() + " " + drop.op()))
        .containsExactlyInAnyOrderElementsOf(drops);
    SearchSpace left = SpaceCatalog.find(run.resolve("shrunk-space.json").toString());
    for (int choice = 0; choice < left.choices().size(); choice++) {
      List<String> ids = new ArrayList<>();
      golden
          .get("operations_after")
          .get(left.choiceName(choice))
          .forEach(id -> ids.add(id.asText()));
      assertThat(left.ops(choice)).extracting(op -> op.id()).isEqualTo(ids);
    }
  }

  private static ScoreRecord find(Map<String, ScoreRecord> scores, JsonNode edge, JsonNode op) {
    return requireNonNull(scores.get(edge.asText() + " " + op.asText()));
  }

  @Test
  void aRoundThatIsStoppedWritesNothing() throws IOException {
    Path out = directory.resolve("stopped");
    ResolvedConfig<ShrinkConfig> config = config("{id: nasbench201, channels: 4, cells: 1}", 20);
    assertThat(round(config, out, () -> true)).isEmpty();
    assertThat(out.resolve("history.json")).doesNotExist();
    assertThat(out.resolve("result.json")).doesNotExist();
  }

  @Test
  void weightsOfAnotherSpaceAreRefused() {
    AbsException failure =
        catchThrowableOfType(
            AbsException.class,
            () ->
                round(
                    config("{id: nasbench201, channels: 8, cells: 1}", 20),
                    directory.resolve("other")));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(failure.getMessage()).contains("c4n1-init.npz").contains("shape");
  }
}
