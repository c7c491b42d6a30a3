package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Design;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.PublishedArchitecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.HostTensor;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Full-size networks: what is counted on the network that is built, beside formulas and golden. */
class PublishedNetworksTest {
  /** The expansion of the first block that the reference's table of the 19-layer space counts. */
  private static final long CPU_SURPLUS = 12_845_056;

  private static StandaloneNetwork network(SearchSpace space, Design design) {
    return Networks.standalone(
        space,
        design,
        design instanceof Genotype,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT32);
  }

  private static long values(Stream<Param> parameters) {
    return parameters.mapToLong(param -> param.value().size()).sum();
  }

  private static boolean auxiliary(Param param) {
    return param.name().startsWith("auxiliary_head.");
  }

  /** Table FLOPs, multiply-adds and parameters without the auxiliary head. */
  @ParameterizedTest
  @CsvSource({
    "SPOS+ABS, 472519064, 470792064, 5936776",
    "ProxylessNAS+ABS, 470693912, 468966912, 5955808",
    "FairNAS+ABS, 325068376, 310944320, 3774992",
    "FairNAS-A, 402246904, 388122848, 4651352",
    "FairNAS-B, 359421688, 345297632, 4506272",
    "FairNAS-C, 335149048, 321024992, 4397864",
    "DARTS_V1, 506631704, 505864704, 4510432",
    "DARTS_V2, 530678552, 529911552, 4718752",
    "PDARTS, 543586328, 542819328, 4944352",
    "DARTS_search, 446740376, 445973376, 4039840",
    "PDARTS_search, 564312152, 563545152, 5077696",
    "DARTS_ABS, 619687640, 618920640, 5590144",
    "DARTS_ABS_scaled, 547553996, 546834996, 4978098",
    "PDARTS_ABS, 645089240, 644322240, 5812288",
    "PDARTS_ABS_scaled, 570097916, 569378916, 5175018"
  })
  void whatIsBuiltCostsWhatIsPublished(
      String name, long tableFlops, long multiplyAdds, long parameters) {
    PublishedArchitecture published = ArchitectureCatalog.find(name).orElseThrow();
    SearchSpace space = SpaceCatalog.find(published.space());
    Design design = Design.parse(space, published.text());
    assertThat(CostModel.of(space, design))
        .isEqualTo(new Cost(tableFlops, multiplyAdds, parameters));
    try (StandaloneNetwork network = network(space, design)) {
      OperationCount count = OperationCount.of(network, SampledPath.WHOLE);
      assertThat(count.multiplyAdds()).isEqualTo(multiplyAdds);
      long surplus = space.id().equals("mobilenet-cpu-19") ? CPU_SURPLUS : 0;
      assertThat(count.tableFlops()).isEqualTo(tableFlops - surplus);
      assertThat(values(network.parameters().stream().filter(p -> !auxiliary(p))))
          .isEqualTo(parameters);
    }
  }

  /** Widths whose counts are golden, the odd one among them. */
  @ParameterizedTest
  @CsvSource({"DARTS_ABS, 47", "PDARTS, 40"})
  void otherWidthsCostWhatTheReferenceCounts(String name, int channels) {
    CellSpace space = (CellSpace) SpaceCatalog.find("darts,channels=" + channels);
    Design design = Design.parse(space, ArchitectureCatalog.find(name).orElseThrow().text());
    JsonNode golden = goldenGenotype(name, channels);
    try (StandaloneNetwork network = network(space, design)) {
      OperationCount count = OperationCount.of(network, SampledPath.WHOLE);
      assertThat(count.tableFlops()).isEqualTo(golden.get("flops").longValue());
      assertThat(count.multiplyAdds()).isEqualTo(golden.get("macs").longValue());
      assertThat(values(network.parameters().stream().filter(p -> !auxiliary(p))))
          .isEqualTo(golden.get("params_without_aux").longValue());
      assertThat(values(network.parameters().stream()))
          .isEqualTo(golden.get("params_with_aux").longValue());
    }
  }

  private static JsonNode goldenGenotype(String name, int channels) {
    return StreamSupport.stream(
            GoldenFiles.json("darts-flops.json").get("imagenet").spliterator(), false)
        .filter(row -> row.get("genotype").textValue().equals(name))
        .filter(row -> row.get("init_channels").intValue() == channels)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theCataloguesGenotypesAreTheGoldenOnes() {
    JsonNode golden = GoldenFiles.json("darts-flops.json").get("genotypes");
    assertThat(golden).hasSize(7);
    for (JsonNode one : golden) {
      PublishedArchitecture published =
          ArchitectureCatalog.find(one.get("name").textValue()).orElseThrow();
      assertThat(published.name()).isEqualTo(one.get("name").textValue());
      assertThat(Genotype.parse(published.text()))
          .isEqualTo(Genotype.parse(one.get("text").textValue()));
    }
  }

  @Test
  void namesFitTheirSpaces() {
    SearchSpace darts = SpaceCatalog.find("darts");
    assertThat(ArchitectureCatalog.design(darts, "p-darts abs"))
        .isEqualTo(
            ArchitectureCatalog.design(SpaceCatalog.find("darts-cifar,channels=16"), "PDARTS_ABS"));
    assertThat(ArchitectureCatalog.find("DARTS").orElseThrow().name()).isEqualTo("DARTS_V2");
    assertThatThrownBy(() -> ArchitectureCatalog.design(darts, "DARTS_ABS_scaled"))
        .hasMessage("DARTS_ABS_scaled is of space darts,channels=45, not of darts");
    assertThat(
            ArchitectureCatalog.design(SpaceCatalog.find("darts,channels=45"), "darts abs scaled"))
        .isEqualTo(ArchitectureCatalog.design(darts, "darts-abs"));
    SearchSpace tiny = SpaceCatalog.find("mobilenet-gpu-21@tiny");
    assertThat(ArchitectureCatalog.design(tiny, "spos+abs"))
        .isEqualTo(tiny.parse("2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3"));
    assertThatThrownBy(() -> ArchitectureCatalog.design(tiny, "fairnas+abs"))
        .hasMessage("FairNAS+ABS is of space mobilenet-cpu-19, not of mobilenet-gpu-21@tiny");
  }

  /** Multiply-adds with the classifier's bias and parameters, as the benchmark counts them. */
  @ParameterizedTest
  @CsvSource({
    "0 0 0 0 0 0, 7783050, 73306",
    "3 3 3 3 3 3, 220119690, 1531546",
    "3 3 3 1 3 2, 153272970, 1073466"
  })
  void nasBench201NetworksCostWhatTheBenchmarkSays(
      String codes, long multiplyAdds, long parameters) {
    SearchSpace space = SpaceCatalog.find("nasbench201");
    try (StandaloneNetwork network = network(space, Design.parse(space, codes))) {
      OperationCount count = OperationCount.of(network, SampledPath.WHOLE);
      assertThat(count.multiplyAdds() + count.linearOutputs()).isEqualTo(multiplyAdds);
      assertThat(values(network.parameters().stream())).isEqualTo(parameters);
    }
  }

  @Test
  void countingChangesNoWeight() {
    SearchSpace space = SpaceCatalog.find("nasbench201@tiny");
    try (StandaloneNetwork network = network(space, Design.parse(space, "3 2 3 1 4 3"));
        StandaloneNetwork same = network(space, network.design())) {
      OperationCount.of(network, SampledPath.WHOLE);
      assertThat(network.state().tensors().stream().map(HostTensor::bytes).toList())
          .isEqualTo(same.state().tensors().stream().map(HostTensor::bytes).toList());
    }
  }
}
