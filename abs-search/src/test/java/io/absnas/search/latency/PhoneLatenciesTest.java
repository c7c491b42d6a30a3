package io.absnas.search.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.train.ExpectedCost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhoneLatenciesTest {
  private static final List<CandidateOp> BLOCKS =
      List.of(
          new InvertedResidual(3, 3),
          new InvertedResidual(3, 6),
          new InvertedResidual(5, 3),
          new InvertedResidual(5, 6),
          new InvertedResidual(7, 3),
          new InvertedResidual(7, 6),
          Identity.LAYER);

  @TempDir private Path folder;
  private JsonNode golden;

  @BeforeEach
  void readGolden() throws IOException {
    try (InputStream in =
        PhoneLatenciesTest.class.getResourceAsStream("/golden/proxyless-latency.json")) {
      golden = new ObjectMapper().readTree(in);
    }
  }

  /** The five layers of the golden network for 32x32 images. */
  private LayeredSpace space() {
    LayeredShape shape =
        new LayeredShape(
            32,
            3,
            10,
            12,
            2,
            8,
            List.of(
                new LayerShape(8, 8, 16, 2),
                new LayerShape(8, 8, 8, 1),
                new LayerShape(8, 16, 8, 2),
                new LayerShape(16, 16, 4, 1),
                new LayerShape(16, 24, 4, 1)),
            32,
            false);
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (JsonNode codes : golden.get("operations")) {
      List<CandidateOp> ops = new ArrayList<>();
      codes.forEach(code -> ops.add(BLOCKS.get(code.asInt() < 0 ? 6 : code.asInt())));
      choices.add(ops);
    }
    return LayeredSpace.full("golden", shape, BLOCKS).withChoices(choices);
  }

  private Path table(String without) throws IOException {
    StringBuilder yaml = new StringBuilder();
    golden
        .get("latency-table")
        .properties()
        .forEach(
            one -> {
              if (!one.getKey().equals(without)) {
                yaml.append(one.getKey())
                    .append(":\n  count: 2\n  mean: ")
                    .append(one.getValue().asDouble())
                    .append("\n  std: 0.1\n");
              }
            });
    return Files.writeString(folder.resolve("phone.yaml"), yaml);
  }

  @Test
  void expectedTimesAreTheReferences() throws IOException {
    ExpectedCost costs = PhoneLatencies.read(table("")).costs(space());
    assertThat(golden.get("steps")).hasSizeGreaterThan(3);
    for (JsonNode step : golden.get("steps")) {
      double expected = costs.fixed();
      for (int layer = 0; layer < 5; layer++) {
        for (int op = 0; op < costs.entries().get(layer).size(); op++) {
          expected +=
              step.get("probabilities").get(layer).get(op).asDouble()
                  * costs.entries().get(layer).get(op);
        }
      }
      assertThat(expected).isCloseTo(step.get("expected-cost").asDouble(), within(1e-9));
    }
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    String key = "Conv_1-input:7x7x24-output:7x7x32";
    PhoneLatencies lacking = PhoneLatencies.read(table(key));
    assertThatThrownBy(() -> lacking.costs(space()))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("phone.yaml: has no " + key);
    Path file = Files.writeString(folder.resolve("odd.yml"), "Conv: {median: 3}\n");
    assertThat(PhoneLatencies.is(file.toString())).isTrue();
    assertThatThrownBy(() -> PhoneLatencies.read(file))
        .hasMessageContaining("Conv: mean is missing");
    Files.writeString(file, "[1, 2]\n");
    assertThatThrownBy(() -> PhoneLatencies.read(file)).hasMessageContaining("must be a map");
  }
}
