package io.absnas.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.ShrunkSpaceFile;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoundArchitectureTest {
  @TempDir private Path run;

  private void result(String text) throws IOException {
    SealedJson.write(run.resolve("result.json"), StrictJson.read(text, "result", JsonNode.class));
  }

  @Test
  void aSearchGivesItsBestOrAnotherByRank() throws IOException {
    result(
        """
        {"format": 1, "kind": "search", "space": "mobilenet-gpu-21@tiny,classes=4",
         "best": [{"architecture": "1 2 3"}, {"architecture": "4 5 6"}], "built-on": []}
        """);
    FoundArchitecture best = FoundArchitecture.read(run, 1);
    assertThat(best.architecture()).isEqualTo("1 2 3");
    assertThat(FoundArchitecture.read(run, 2).architecture()).isEqualTo("4 5 6");
    assertThat(best.overrides(true))
        .containsExactly(
            "space.id=mobilenet-gpu-21@tiny,classes=4",
            "space.file=",
            "space.classes=",
            "network.architecture=1 2 3",
            "network.result=" + run,
            "network.result-sha256=" + Sha256.of(run.resolve("result.json")));
    assertThat(best.overrides(false)).noneMatch(one -> one.startsWith("space."));
    assertFails(ExitCode.USAGE, "--rank is 3, ", 3);
  }

  @Test
  void aTrainingGivesItsArchitectureAndASpaceOfAUserItsFile() throws IOException {
    result(
        """
        {"kind": "train", "space": "mine", "architecture": "0 1",
         "built-on": [{"kind": "run", "file": "x", "sha256": "1"},
                      {"kind": "space", "file": "mine.yaml", "sha256": "2"}]}
        """);
    assertThat(FoundArchitecture.read(run, 1).overrides(true))
        .contains("space.id=", "space.file=mine.yaml");
    result("{\"kind\": \"train\", \"space\": \"mine\", \"architecture\": \"0 1\"}");
    assertFails(ExitCode.INPUT, "the catalogue has no space mine", 1);
  }

  @Test
  void aShrinkingGivesTheOneArchitectureThatItLeft() throws IOException {
    result("{\"kind\": \"shrink\", \"space\": \"nasbench201@tiny\", \"built-on\": []}");
    SearchSpace space = SpaceCatalog.find("nasbench201@tiny");
    SearchSpace one =
        space.withChoices(space.choices().stream().map(ops -> List.of(ops.get(3))).toList());
    write(one);
    assertThat(FoundArchitecture.read(run, 1).architecture())
        .isEqualTo(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
                + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");
    SearchSpace two =
        space.withChoices(space.choices().stream().map(ops -> ops.subList(2, 4)).toList());
    write(two);
    assertFails(ExitCode.USAGE, "is a space of 64 architectures, not one; abs search --space", 1);
  }

  private void write(SearchSpace space) throws IOException {
    new ShrunkSpaceFile(space, JsonNodeFactory.instance.objectNode(), Optional.empty())
        .write(run.resolve("shrunk-space.json"));
  }

  @Test
  void otherDirectoriesAreRefused() throws IOException {
    assertFails(ExitCode.INPUT, "holds no result.json", 1);
    result("{\"kind\": \"evaluation\"}");
    assertFails(ExitCode.INPUT, "kind is 'evaluation', an architecture comes from", 1);
    result("{\"kind\": \"search\", \"space\": \"darts\", \"best\": [{}]}");
    assertFails(ExitCode.INPUT, "architecture is missing", 1);
    Files.writeString(run.resolve("result.json"), "{");
    assertFails(ExitCode.INPUT, "result.json", 1);
  }

  @Test
  void aResultWhoseSealIsDamagedOrMissingIsRefused() throws IOException {
    result("{\"kind\": \"search\", \"space\": \"darts\", \"best\": [{\"architecture\": \"1 2\"}]}");
    Path file = run.resolve("result.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("1 2", "1 3"));
    assertFails(ExitCode.INPUT, "sha256 does not match", 1);
    Files.writeString(file, text.replace("sha256", "sha25v"));
    assertFails(ExitCode.INPUT, "sha256 is missing", 1);
  }

  private void assertFails(ExitCode exitCode, String part, int rank) {
    AbsException failure =
        catchThrowableOfType(AbsException.class, () -> FoundArchitecture.read(run, rank));
    assertThat(failure).hasMessageContaining(part);
    assertThat(failure.exitCode()).isEqualTo(exitCode);
  }
}
