package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlopsTableTest {
  private static final LayeredSpace GPU = layered("mobilenet-gpu-21");
  private static final LayeredSpace CPU = layered("mobilenet-cpu-19");

  @ParameterizedTest
  @CsvSource({"gpu, mobilenet-gpu-21", "cpu, mobilenet-cpu-19"})
  void everyEntryOfThePublishedTablesIsRepeated(String name, String id) throws IOException {
    JsonNode golden = golden("flops-mobilenet.json");
    JsonNode table = golden.path("tables").path(name);
    // Through text, so that int and long nodes compare as numbers.
    JsonNode ours = new ObjectMapper().readTree(FlopsTableJson.text(new FlopsTable(layered(id))));
    assertThat(ours.path("space").textValue()).isEqualTo(id);
    for (String key : List.of("preProcessing", "postProcessing", "layers", "raw")) {
      assertThat(ours.path(key)).as(key).isEqualTo(table.path(key));
    }
    assertThat(ours.path("layers")).hasSize(id.endsWith("21") ? 21 : 19);
    assertThat(ours.path("keyOrder")).isEqualTo(golden.path("keyOrder"));
    assertThat(ours.path("unit")).isEqualTo(golden.path("unit"));
    assertThat(ours.path("opEncoding").path("5").textValue()).isEqualTo("mobilenet_7x7_ratio_6");
  }

  @Test
  void everyCountedArchitectureIsRepeated() throws IOException {
    JsonNode architectures = golden("flops-archs.json").path("architectures");
    assertThat(architectures).hasSize(48);
    for (JsonNode node : architectures) {
      LayeredSpace space = layered(node.path("space").textValue());
      Cost cost = new FlopsTable(space).of(space.parse(codes(node.path("arch"))));
      String note = node.path("note").textValue();
      assertThat(cost.tableFlops()).as(note).isEqualTo(node.path("tableFlops").longValue());
      assertThat(cost.parameters()).as(note).isEqualTo(node.path("params").longValue());
      String macs = node.has("macs") ? "macs" : "proxylessFlops";
      assertThat(cost.multiplyAdds()).as(note).isEqualTo(node.path(macs).longValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 0, 462635960",
    "mobilenet-gpu-21, 1, 855133016",
    "mobilenet-gpu-21, 2, 499289528",
    "mobilenet-gpu-21, 3, 928440152",
    "mobilenet-gpu-21, 4, 554269880",
    "mobilenet-gpu-21, 5, 1038400856",
    "mobilenet-cpu-19, 0, 261253912",
    "mobilenet-cpu-19, 5, 571529752"
  })
  void oneBlockEverywhereCostsWhatTheSpecificationStates(String id, String code, long flops) {
    SearchSpace space = SpaceCatalog.find(id);
    String codes = (code + " ").repeat(space.choices().size());
    assertThat(CostModel.of(space).tableFlops(space.parse(codes))).isEqualTo(flops);
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3, 472519064, 470792064",
    "mobilenet-gpu-21, 2 2 -1 -1 0 2 2 -1 5 -1 4 4 0 0 4 2 3 4 4 4 3, 470693912, 468966912",
    "mobilenet-cpu-19, 4 2 4 2 2 2 5 2 4 4 2 2 2 4 5 4 2 2 5, 325068376, 310944320",
    "mobilenet-cpu-19, 4 0 4 1 5 0 0 5 5 2 1 2 2 1 1 5 1 5 3, 402246904, 388122848",
    "mobilenet-cpu-19, 2 0 2 0 1 2 4 0 1 2 0 1 4 0 5 3 5 1 3, 359421688, 345297632",
    "mobilenet-cpu-19, 2 0 4 0 0 0 0 0 0 1 0 0 0 0 5 5 1 1 3, 335149048, 321024992"
  })
  void publishedArchitecturesCostWhatTheSpecificationStates(
      String id, String codes, long flops, long multiplyAdds) {
    SearchSpace space = SpaceCatalog.find(id);
    Architecture architecture = space.parse(codes);
    CostModel costs = CostModel.of(space);
    assertThat(costs.tableFlops(architecture)).isEqualTo(flops);
    assertThat(costs.multiplyAdds(architecture)).isEqualTo(multiplyAdds);
  }

  @Test
  void fixedPartsAndSurplusAreThoseOfTheSpecification() {
    FlopsTable gpu = new FlopsTable(GPU);
    FlopsTable cpu = new FlopsTable(CPU);
    assertThat(gpu.preProcessing().tableFlops()).isEqualTo(30_105_600);
    assertThat(gpu.postProcessing().tableFlops()).isEqualTo(40_033_304);
    assertThat(gpu.fixed().tableFlops()).isEqualTo(70_138_904);
    assertThat(gpu.fixed().tableFlops() - gpu.fixed().multiplyAdds()).isEqualTo(1_727_000);
    assertThat(cpu.preProcessing().tableFlops()).isEqualTo(33_718_272);
    assertThat(cpu.fixed().tableFlops()).isEqualTo(56_347_672);
    assertThat(cpu.stemExpansionSurplus()).isEqualTo(12_845_056);
    assertThat(cpu.fixed().tableFlops() - cpu.fixed().multiplyAdds())
        .isEqualTo(12_845_056 + 1_279_000);
  }

  @Test
  void supernetsHoldThePublishedNumberOfParametersAlsoAfterShrinking() {
    assertThat(new FlopsTable(GPU).supernetParameters()).isEqualTo(27_684_320);
    assertThat(new FlopsTable(CPU).supernetParameters()).isEqualTo(15_992_600);
    LayeredSpace shrunk = (LayeredSpace) GPU.without(new EdgeOp(1, Identity.LAYER));
    assertThat(new FlopsTable(shrunk).supernetParameters()).isEqualTo(27_684_320);
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-gpu-21", "mobilenet-cpu-19@tiny", "nasbench201", "darts@tiny"})
  void parsingAnEncodingGivesTheArchitectureBack(String id) {
    SearchSpace space = SpaceCatalog.find(id);
    RandomStreams streams = RandomStreams.of(3);
    for (int i = 0; i < 200; i++) {
      Architecture drawn = UniformDraws.one(space, streams, i);
      assertThat(space.parse(space.encode(drawn))).isEqualTo(drawn);
    }
  }

  @Test
  void identityWhereTheShapeChangesHasNoEntry() {
    assertThatThrownBy(() -> new FlopsTable(GPU).entry(new EdgeOp(4, Identity.LAYER)))
        .hasMessage("layer 4 changes the shape, so identity is not allowed there");
  }

  @Test
  void anArchitectureOfAnotherLengthIsRefused() {
    Architecture other = CPU.parse("0 ".repeat(19));
    assertThatThrownBy(() -> new FlopsTable(GPU).of(other))
        .hasMessage("architecture has 19 ops, space mobilenet-gpu-21 has 21 choices");
  }

  private static LayeredSpace layered(String id) {
    return (LayeredSpace) SpaceCatalog.find(id);
  }

  private static String codes(JsonNode list) {
    Iterable<JsonNode> nodes = list;
    Iterator<JsonNode> iterator = nodes.iterator();
    StringBuilder text = new StringBuilder();
    while (iterator.hasNext()) {
      text.append(iterator.next().intValue()).append(' ');
    }
    return text.toString();
  }

  private static JsonNode golden(String name) throws IOException {
    return GoldenFiles.json(name);
  }
}
