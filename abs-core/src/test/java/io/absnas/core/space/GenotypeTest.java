package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenotypeTest {
  private static final String TEXT =
      "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=range(2, 3),"
          + " reduce=[('max_pool_3x3', 1), ('dil_conv_5x5', 0)], reduce_concat=range(0, 3))";

  @Test
  void publishedTextsAndJsonFormsAreTheSameGenotypes() throws IOException {
    JsonNode genotypes = golden().path("genotypes");
    assertThat(genotypes).hasSize(7);
    for (JsonNode node : genotypes) {
      Genotype genotype = Genotype.parse(node.path("text").textValue());
      assertThat(Genotype.parse(node)).isEqualTo(genotype);
      assertThat(genotype.format())
          .isEqualTo(node.path("text").textValue().replace("[2, 3, 4, 5]", "range(2, 6)"));
      assertThat(Genotype.parse(genotype.format())).isEqualTo(genotype);
      assertThat(Genotype.parse(genotype.toJson())).isEqualTo(genotype);
      assertThat(genotype.toJson().path("normal")).isEqualTo(node.path("normal"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "range(2, 3) | [2]",
        "Genotype( | DARTS_V2 = Genotype(",
        "Genotype( | name=Genotype (",
        "'sep_conv_3x3', 0 | \"sep_conv_3x3\"  ,0"
      })
  void blanksQuotesNamesAndListsAreFree(String written, String alternative) {
    assertThat(Genotype.parse(TEXT.replace(written, alternative))).isEqualTo(Genotype.parse(TEXT));
    assertThat(Genotype.parse(TEXT).format()).isEqualTo(TEXT);
  }

  @Test
  void aConcatWithAGapStaysAList() {
    String gap = TEXT.replace("range(0, 3)", "[0, 2]");
    assertThat(Genotype.parse(gap).format()).isEqualTo(gap);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "('skip_connect', 1) | ('skip_connect', 2) | normal entry 1 reads node 2",
        ", ('skip_connect', 1) | | normal needs two entries per node, had 1",
        "range(0, 3) | range(0, 4) | reduce_concat names node 3, nodes are 0 to 2",
        "range(2, 3) | range(3, 3) | normal_concat must name different nodes",
        "range(2, 3) | [2, 2] | normal_concat must name different nodes",
        "sep_conv_3x3 | sep_conf_3x3 | unknown candidate op 'sep_conf_3x3'",
        "sep_conv_3x3 | nor_conv_3x3 | nor_conv_3x3 is no op of a DARTS cell",
        "'skip_connect', 1 | skip_connect, 1 | has 's' at position 40, expected an operator's name",
        "normal=[ | normals=[ | has 's' at position 16, expected '='",
        "reduce=[ | [ | expected 'reduce'"
      })
  void aTextThatDoesNotFitIsNamedWithItsPlace(String good, String bad, String message) {
    String text = TEXT.replace(good, bad == null ? "" : bad);
    assertThatThrownBy(() -> Genotype.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatFollowsTheTextIsRefused() {
    assertThatThrownBy(() -> Genotype.parse(TEXT + " x"))
        .hasMessage(
            "genotype text has 'x' at position " + (TEXT.length() + 2) + ", expected the end");
    assertThatThrownBy(() -> Genotype.parse(TEXT.substring(0, 60)))
        .hasMessageContaining("has the end at position 61");
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = GenotypeTest.class.getResourceAsStream("/golden/darts-flops.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
  }
}
