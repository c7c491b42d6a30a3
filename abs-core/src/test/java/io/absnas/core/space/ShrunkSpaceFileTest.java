package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShrunkSpaceFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mobilenet-gpu-21",
        "mobilenet-gpu-21@tiny",
        "mobilenet-cpu-19,width=0.5,input=96",
        "mobilenet-gpu-21,width=1.0E-4",
        "mobilenet-gpu-21,width=64.0",
        "darts",
        "darts@tiny,channels=4",
        "nasbench201@tiny"
      })
  void aSpaceComesBackAsItWas(String id) throws IOException {
    SearchSpace shrunk = shrunk(id);
    ShrunkSpaceFile written =
        new ShrunkSpaceFile(shrunk, provenance(), Optional.of("history.json"));
    Path file = directory.resolve("space.json");
    written.write(file);
    ShrunkSpaceFile read = ShrunkSpaceFile.read(file, id);
    assertThat(read.space()).isEqualTo(shrunk);
    assertThat(read.history()).contains("history.json");
    assertThat(read.text()).isEqualTo(written.text());
    assertThat(SpaceCatalog.find(file.toString())).isEqualTo(shrunk);
    assertThat(read.provenance().path("rate").doubleValue()).isEqualTo(1e-5);
    assertThat(Files.readString(file).contains("\"definition\"")).isEqualTo(id.contains(","));
  }

  @Test
  void aUsersSpaceTravelsWithItsDefinition() throws IOException {
    Path definition = directory.resolve("mine.yaml");
    Files.writeString(
        definition,
        """
        id: mine
        kind: layered
        input: 32
        classes: 10
        stem: {width: 16, stride: 1}
        first-width: 8
        stages:
          - {width: 16, repeats: 3, stride: 2}
          - {width: 16, repeats: 2, stride: 1}
        head-width: 64
        operations: [mobilenet_3x3_ratio_4, mobilenet_5x5_ratio_6, identity]
        layers:
          3: [mobilenet_5x5_ratio_6, identity]
        """);
    assertIsReadBackWithoutItsDefinition(definition);
  }

  @Test
  void identityAtTheFirstLayerIsKept() throws IOException {
    Path definition = directory.resolve("mine.yaml");
    String text = ThreeLayers.text("mobilenet_3x3_ratio_3", "mobilenet_5x5_ratio_3", "identity");
    Files.writeString(
        definition,
        text.replace("repeats: 3, stride: 2", "repeats: 3, stride: 1")
            + "layers: {0: [mobilenet_5x5_ratio_3, identity]}\n");
    assertIsReadBackWithoutItsDefinition(definition);
  }

  private void assertIsReadBackWithoutItsDefinition(Path definition) throws IOException {
    SearchSpace space = SpaceCatalog.find(definition.toString());
    Path file = directory.resolve("space.json");
    new ShrunkSpaceFile(space, provenance(), Optional.empty()).write(file);
    Files.delete(definition);
    assertThat(SpaceCatalog.find(file.toString())).isEqualTo(space);
  }

  @Test
  void aShrunkSpaceKeepsItsListsWhenTheNetworkChanges() throws IOException {
    SearchSpace shrunk = shrunk("mobilenet-gpu-21");
    Path file = directory.resolve("space.json");
    new ShrunkSpaceFile(shrunk, provenance(), Optional.empty()).write(file);
    SearchSpace narrow =
        new SpaceConfig(null, file.toString(), 0.25, 10, null, null, null).resolve();
    assertThat(narrow.choices()).isEqualTo(shrunk.choices());
    assertThat(((LayeredSpace) narrow).shape().classes()).isEqualTo(10);
    assertThat(narrow.id()).isEqualTo("mobilenet-gpu-21,width=0.25,classes=10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ratio_6\" ] | ratio_6\", \"identity\" ]"
            + " | :7: choices[0] lists identity, which space mobilenet-gpu-21 does not offer at"
            + " choice 0",
        "\"mobilenet_5x5_ratio_3\" ] | \"mobilenet_5x5_ratio_3\" ], [ \"identity\" ]"
            + " | choices has 22 lists, space mobilenet-gpu-21 has 21 choices",
        "[ \"mobilenet_7x7_ratio_6\" ] | [ \"mobilenet_7x7_ratio_66\" ]"
            + " | :10: choices[3][0] is mobilenet_7x7_ratio_66, which is not an operation of the space",
        "[ \"mobilenet_7x7_ratio_6\" ] | [ ] | choices[3] is [], must be a list with at least one",
        "[ \"mobilenet_7x7_ratio_6\" ] | [ \"mobilenet_7x7_ratio_3\" ]"
            + " | sha256 does not match the content",
        "[ \"mobilenet_7x7_ratio_6\" ] | [ \"identity\", \"mobilenet_7x7_ratio_6\" ]"
            + " | choices[3][1] is mobilenet_7x7_ratio_6, which stands twice or out of order",
        "\"rate\" : 1.0E-5 | \"rate\" : 1.0E-6 | sha256 does not match the content",
        "\"space\" : \"mobilenet-gpu-21\" | \"space\" : \"mobilenet-cpu-19\" | is identity,",
        "\"space\" : \"mobilenet-gpu-21\" | \"space\" : \"mobilenet-gpu-2\""
            + " | :4: space is mobilenet-gpu-2, which the catalogue does not have; did you mean"
            + " mobilenet-gpu-21?",
        "\"version\" : 1 | \"version\" : 2 | :3: version is 2, must be a whole number from 1 to 1",
        "\"abs-shrunk-space\" | \"abs-space\" | :2: format is abs-space, must be abs-shrunk-space",
        "\"provenance\" | \"provenence\" | did you mean provenance?",
        "\"size\" : \" | \"size\" : \"1 | the choices give "
      })
  void aChangedFileIsNamedWithItsPlace(String good, String bad, String message) throws IOException {
    Path file = directory.resolve("space.json");
    String text =
        new ShrunkSpaceFile(shrunk("mobilenet-gpu-21"), provenance(), Optional.empty()).text();
    assertThat(text).contains(good);
    int at = text.indexOf(good);
    Files.writeString(file, text.substring(0, at) + bad + text.substring(at + good.length()));
    assertInput(() -> ShrunkSpaceFile.read(file), file + ":", message);
    assertInput(() -> SpaceCatalog.find(file.toString()), file + ":", message);
  }

  @Test
  void anyCutIsNoticed() throws IOException {
    Path file = directory.resolve("space.json");
    String text = new ShrunkSpaceFile(shrunk("nasbench201"), provenance(), Optional.empty()).text();
    for (int length = 0; length < text.length() - 2; length += 7) {
      Files.writeString(file, text.substring(0, length));
      assertInput(() -> ShrunkSpaceFile.read(file), file.toString(), "");
    }
  }

  @Test
  void aFileOfAnotherSpaceIsRefused() throws IOException {
    Path file = directory.resolve("space.json");
    new ShrunkSpaceFile(shrunk("mobilenet-gpu-21"), provenance(), Optional.empty()).write(file);
    assertInput(
        () -> ShrunkSpaceFile.read(file, "mobilenet-cpu-19"),
        file.toString(),
        ":4: space is mobilenet-gpu-21, must be mobilenet-cpu-19");
  }

  private static SearchSpace shrunk(String id) {
    SearchSpace full = SpaceCatalog.find(id);
    SearchSpace space = full.without(new EdgeOp(0, full.ops(0).get(0)));
    for (CandidateOp op : full.ops(3)) {
      if (op != full.operations().get(Math.min(5, full.operations().size() - 1))) {
        space = space.without(new EdgeOp(3, op));
      }
    }
    int last = full.choices().size() - 1;
    for (CandidateOp op : List.copyOf(space.ops(last)).subList(3, space.ops(last).size())) {
      space = space.without(new EdgeOp(last, op));
    }
    return space;
  }

  private static ObjectNode provenance() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("seed", 5)
        .put("rate", 1e-5)
        .put("commit", "abc");
  }

  private static void assertInput(Runnable read, String start, String message) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith(start)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
