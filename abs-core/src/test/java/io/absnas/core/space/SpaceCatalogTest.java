package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceCatalogTest {
  private static final String SMALL =
      """
      id: my-space
      kind: layered
      input: 32
      classes: 10
      stem: {width: 16, stride: 2}
      first-width: 8
      stages:
        - {width: 16, repeats: 2, stride: 2}
        - {width: 24, repeats: 1, stride: 1}
      head-width: 64
      operations: [mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_6, identity]
      layers:
        2: [mobilenet_5x5_ratio_6]
      """;

  @TempDir Path directory;

  static List<String> ids() {
    return SpaceCatalog.ids();
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 221502229807900608",
    "mobilenet-cpu-19, 609359740010496",
    "darts, 4398046511104",
    "darts-cifar, 4398046511104",
    "nasbench201, 15625",
    "mobilenet-gpu-21@tiny, 221502229807900608",
    "mobilenet-cpu-19@tiny, 609359740010496",
    "darts@tiny, 4398046511104",
    "nasbench201@tiny, 15625",
    "nasbench201-3-nodes@tiny, 125"
  })
  void sizesAreExact(String id, String size) {
    assertThat(SpaceCatalog.find(id).size()).hasToString(size);
    assertThat(SpaceCatalog.find(id).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-gpu-21", "mobilenet-gpu-21@tiny"})
  void identityIsOfferedAtFifteenLayersOfTheGpuSpaces(String id) {
    SearchSpace space = SpaceCatalog.find(id);
    assertThat(
            IntStream.range(0, space.choices().size())
                .filter(layer -> space.ops(layer).contains(Identity.LAYER)))
        .containsExactly(1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19);
    assertThat(space.choices().stream().mapToInt(List::size).sum()).isEqualTo(141);
  }

  @Test
  void layersOfTheFullSpacesAreThoseOfTheSpecification() {
    LayeredShape gpu = ((LayeredSpace) SpaceCatalog.find("mobilenet-gpu-21")).shape();
    assertThat(gpu.layers().get(0)).isEqualTo(new LayerShape(24, 32, 112, 2));
    assertThat(gpu.layers().get(8)).isEqualTo(new LayerShape(56, 112, 28, 2));
    assertThat(gpu.layers().get(12)).isEqualTo(new LayerShape(112, 128, 14, 1));
    assertThat(gpu.lastLayer()).isEqualTo(new LayerShape(256, 432, 7, 1));
    LayeredShape cpu = ((LayeredSpace) SpaceCatalog.find("mobilenet-cpu-19")).shape();
    assertThat(cpu.layers()).hasSize(19);
    assertThat(cpu.layers().get(2)).isEqualTo(new LayerShape(32, 40, 56, 2));
    assertThat(cpu.lastLayer()).isEqualTo(new LayerShape(192, 320, 7, 1));
    assertThat(cpu.countsStemExpansion()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-gpu-21@tiny", "mobilenet-cpu-19@tiny"})
  void scaledLayersKeepMapsOfEightAndChannelsInEights(String id) {
    LayeredShape shape = ((LayeredSpace) SpaceCatalog.find(id)).shape();
    assertThat(shape.layers()).allMatch(layer -> layer.outSide() >= 8);
    assertThat(shape.layers()).allMatch(layer -> layer.outChannels() % 8 == 0);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everySpaceHasALineAndSurvivesItsDefinition(String id) {
    assertThat(SpaceCatalog.describe(id)).isNotBlank().doesNotContain("\n");
    SearchSpace space = SpaceCatalog.find(id);
    assertThat(SpaceDefinition.of(space).build().operations()).isEqualTo(space.operations());
  }

  @Test
  void overridesScaleInEightsAndNameTheSpace() {
    SearchSpace space =
        new SpaceConfig("mobilenet-gpu-21", null, 0.5, 10, 64, null, null).resolve();
    LayeredShape shape = ((LayeredSpace) space).shape();
    assertThat(space.id()).isEqualTo("mobilenet-gpu-21,width=0.5,classes=10,input=64");
    assertThat(space.size()).hasToString("221502229807900608");
    assertThat(shape.stemWidth()).isEqualTo(24); // 20 is half-way, rounds up
    assertThat(shape.firstWidth()).isEqualTo(16); // 12 is half-way, rounds up
    assertThat(shape.layers().get(0)).isEqualTo(new LayerShape(16, 16, 32, 2));
    assertThat(shape.headWidth()).isEqualTo(864);
    assertThat(SpaceCatalog.find(space.id())).isEqualTo(space);
    CellMacro macro = ((CellSpace) SpaceCatalog.find("nasbench201,channels=4,cells=1")).macro();
    assertThat(macro).isEqualTo(new CellMacro(CellMacro.Kind.NASBENCH201, 4, 1, 10, 32));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mobilenet-gpu21 | did you mean mobilenet-gpu-21?",
        "dart | did you mean darts?",
        "darts,width=0.5 | width does not apply to space darts",
        "mobilenet-gpu-21,cells=3 | cells does not apply",
        "mobilenet-gpu-21,input=100 | side must be a positive multiple of stride 2, was 25",
        "darts,input=100 | must be a multiple of 32",
        "darts,cells=0 | cells is 0, must be from 1",
        "darts,depth=3 | 'depth=3' is not key=value with a key of width",
        "darts,cells=1001 | cells is 1001, must be from 1 to 1000",
        "darts,channels=4097 | channels is 4097, must be from 1 to 4096",
        "nasbench201,input=8192 | input is 8192, must be from 1 to 4096",
        "mobilenet-gpu-21,width=x | width is 'x', must be a number"
      })
  void namesAndOverridesThatDoNotFitAreUsage(String name, String message) {
    assertFails(name, ExitCode.USAGE, message);
  }

  @Test
  void aValueThatIsChangedAgainIsNamedOnce() throws IOException {
    SearchSpace changed = SpaceCatalog.find("nasbench201@tiny,classes=4,channels=16");
    Path file = directory.resolve("shrunk.json");
    new ShrunkSpaceFile(changed, JsonNodeFactory.instance.objectNode(), Optional.empty())
        .write(file);
    SpaceOverrides six = SpaceOverrides.parse(List.of("classes=6"));

    SearchSpace again = SpaceCatalog.find(file.toString(), six);

    assertThat(again.id()).isEqualTo("nasbench201@tiny,classes=6,channels=16");
    assertThat(SpaceDefinition.of(SpaceCatalog.find(again.id())))
        .isEqualTo(SpaceDefinition.of(again));
  }

  @Test
  void aWidthIsNotAppliedTwice() {
    SpaceOverrides half = SpaceOverrides.parse(List.of("width=0.5", "classes=4"));
    SearchSpace narrow = SpaceCatalog.find("mobilenet-gpu-21", half);
    assertThat(SpaceCatalog.find(narrow.id(), half)).isEqualTo(narrow);
    assertThatThrownBy(
            () -> SpaceCatalog.find(narrow.id(), SpaceOverrides.parse(List.of("width=2"))))
        .isInstanceOf(AbsException.class)
        .hasMessage(
            "space: width is 2.0, but space mobilenet-gpu-21,width=0.5,classes=4 has another one"
                + " already");
  }

  @Test
  void aUsersFileIsASpaceLikeAnyOther() throws IOException {
    SearchSpace space = SpaceCatalog.find(write(SMALL));
    assertThat(space.id()).isEqualTo("my-space");
    assertThat(space.size()).hasToString("6"); // 2 * 3 * 1
    assertThat(space.ops(2)).containsExactly(new InvertedResidual(5, 6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input: 32 | input: 31 | :5: stem.stride is 2, but the map there has side 31",
        "width: 24, repeats: 1, stride: 1 | width: 24, repeats: 1, stride: 3"
            + " | :9: stages[1].stride is 3, must be a whole number from 1 to 2",
        "width: 24, | width: 0, | :9: stages[1].width is 0, must be a whole number",
        "mobilenet_3x3_ratio_3, | mobilnet_3x3_ratio_3,"
            + " | :11: operations[0] is mobilnet_3x3_ratio_3, which is no candidate op;"
            + " did you mean mobilenet_3x3_ratio_3?",
        "mobilenet_3x3_ratio_3, | sep_conv_3x3, | which a layered space cannot hold",
        "2: [mobilenet_5x5_ratio_6] | 2: []"
            + " | :13: layers[2] is [], must be a list with at least one entry",
        "2: [mobilenet_5x5_ratio_6] | 2: [identity]"
            + " | :13: layers[2] lists identity, but layer 2 changes the shape",
        "2: [mobilenet_5x5_ratio_6] | 3: [mobilenet_5x5_ratio_6] | layers are 0 to 2",
        "2: [mobilenet_5x5_ratio_6] | 2: [mobilenet_7x7_ratio_6]"
            + " | did you mean mobilenet_5x5_ratio_6?",
        "width: 24, | width: 32769, | :9: stages[1].width is 32769, must be a whole number from 1",
        "[mobilenet_3x3_ratio_3, mobilenet_5x5_ratio_6, identity] | [identity]"
            + " | :11: operations has identity alone, but the first layer of a stage needs a block",
        "classes: 10 | clases: 10 | :4: clases is not a known key; did you mean classes?",
        "classes: 10 | input: 10 | :4: Duplicate field 'input'",
        "head-width: 64 | head-width: wide | :10: head-width is wide, must be a whole number",
        "my-space | darts | :1: id is darts, which the catalogue has already",
        "kind: layered | kind: ring | :2: kind is ring, must be layered or cell",
        "first-width: 8 | # | first-width is missing"
      })
  void aBadFileIsNamedWithItsPlace(String good, String bad, String message) throws IOException {
    assertThat(SMALL).contains(good);
    String file = write(SMALL.replace(good, bad));
    assertFails(file, ExitCode.INPUT, message);
    assertThatThrownBy(() -> SpaceCatalog.find(file)).hasMessageStartingWith(file);
  }

  @Test
  void aMissingFileIsInput() {
    assertFails("nowhere/space.yaml", ExitCode.INPUT, "there is no such space file");
  }

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("space.yaml"), text).toString();
  }

  private static void assertFails(String name, ExitCode code, String message) {
    assertThatThrownBy(() -> SpaceCatalog.find(name))
        .isInstanceOfSatisfying(AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21,7",
    "mobilenet-cpu-19,7",
    "darts,7",
    "darts-cifar,8",
    "nasbench201,8",
    "'mobilenet-gpu-21,input=32',1"
  })
  void theLastMapsAreTheImageLessAllStrides(String name, int side) {
    assertThat(SpaceCatalog.find(name).lastSide()).isEqualTo(side);
  }
}
