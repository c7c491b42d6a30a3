package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.Genotype;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenotypeCostTest {
  @ParameterizedTest
  @CsvSource({"imagenet, DARTS_IMAGENET, 28", "cifar, DARTS_CIFAR, 10"})
  void everyPublishedCountIsRepeated(String section, CellMacro.Kind kind, int rows)
      throws IOException {
    JsonNode golden = GoldenFiles.json("darts-flops.json").path(section);
    assertThat(golden).hasSize(rows);
    for (JsonNode row : golden) {
      CellMacro macro =
          new CellMacro(
              kind,
              row.path("init_channels").intValue(),
              row.path("layers").intValue(),
              row.path("classes").intValue(),
              row.path("input").intValue());
      Genotype genotype = genotype(row.path("genotype").textValue());
      GenotypeCost cost = GenotypeCost.of(genotype, macro);
      String as = row.path("genotype").textValue() + " " + macro;
      assertThat(cost.network().tableFlops()).as(as).isEqualTo(row.path("flops").longValue());
      assertThat(cost.network().multiplyAdds()).as(as).isEqualTo(row.path("macs").longValue());
      assertThat(cost.network().parameters())
          .as(as)
          .isEqualTo(row.path("params_without_aux").longValue());
      assertThat(cost.network().parameters() + cost.auxiliaryParameters())
          .as(as)
          .isEqualTo(row.path("params_with_aux").longValue());
    }
  }

  @ParameterizedTest
  @CsvSource({"DARTS_ABS, 47", "PDARTS_ABS, 46", "DARTS_V1, 48"})
  void theWidestNetworkBelowTheLimitIsThatOfTheSpecification(String name, int channels)
      throws IOException {
    CellMacro macro = new CellMacro(CellMacro.Kind.DARTS_IMAGENET, 48, 14, 1000, 224);
    assertThat(GenotypeCost.widestWithin(600_000_000, genotype(name), macro)).hasValue(channels);
  }

  @Test
  void noWidthFitsALimitBelowOneChannel() throws IOException {
    CellMacro macro = new CellMacro(CellMacro.Kind.DARTS_CIFAR, 16, 8, 10, 32);
    assertThat(GenotypeCost.widestWithin(1000, genotype("DARTS_V2"), macro)).isEmpty();
  }

  private static Genotype genotype(String name) throws IOException {
    for (JsonNode node : GoldenFiles.json("darts-flops.json").path("genotypes")) {
      if (node.path("name").textValue().equals(name)) {
        return Genotype.parse(node.path("text").textValue());
      }
    }
    throw new IOException("no genotype " + name);
  }
}
