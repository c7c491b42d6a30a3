package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlopsCommandTest {
  private static final String SPOS_ABS = "2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3";

  @TempDir private Path folder;

  @Test
  void publishedArchitectureCostsWhatWasPublished() {
    Outcome outcome = Outcome.of("flops", "--space", "mobilenet-gpu-21", "--arch", SPOS_ABS);
    assertThat(outcome.code()).isZero();
    // Table FLOPs less 1,727,000 of the linear layer are the multiply-adds.
    assertThat(outcome.out().lines())
        .containsExactly(
            "table FLOPs\tmultiply-adds\tparameters\tarchitecture",
            "472519064\t470792064\t5936776\t" + SPOS_ABS);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void publishedArchitecturesHaveNames() {
    assertThat(Outcome.of("flops", "--space=mobilenet-cpu-19", "--arch=fairnas+abs").out().lines())
        .anyMatch(line -> line.startsWith("325068376\t"));
  }

  @Test
  void jsonHoldsTheSameNumbers() throws IOException {
    Outcome outcome =
        Outcome.of("flops", "--space", "mobilenet-gpu-21", "--arch", SPOS_ABS, "--json");
    JsonNode line = new ObjectMapper().readTree(outcome.out());
    assertThat(line.get("table-flops").longValue()).isEqualTo(472519064);
    assertThat(line.get("multiply-adds").longValue()).isEqualTo(470792064);
    assertThat(line.get("parameters").longValue()).isEqualTo(5936776);
  }

  @Test
  void spaceSizeAndRange() {
    Outcome outcome = Outcome.of("flops", "--space", "mobilenet-gpu-21");
    assertThat(outcome.out().lines())
        .contains(
            "architectures\t221502229807900608",
            "least table FLOPs\t184206200",
            "most table FLOPs\t1038400856");
  }

  private Path pickled(String name) throws IOException {
    try (InputStream in =
        FlopsCommandTest.class.getResourceAsStream("/golden/torch/space/" + name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  @Test
  void aPickledSpaceStandsForItselfOrBesideItsSpace() throws IOException {
    // Six layers of four ops, one of identity alone, fourteen of three.
    BigInteger size = BigInteger.valueOf(4).pow(6).multiply(BigInteger.valueOf(3).pow(14));
    String line = "{\"space\":\"%s\",\"architectures\":" + size + ",";
    String file = pickled("gpu-21-protocol3.pt").toString();
    for (String flag : List.of("--space", "--operations_path")) {
      Outcome outcome = Outcome.of("flops", flag, file, "--json");
      assertThat(outcome.code()).isZero();
      assertThat(outcome.out()).startsWith(line.formatted("mobilenet-gpu-21"));
    }
    String tiny = "mobilenet-gpu-21@tiny";
    assertThat(Outcome.of("flops", "--space", tiny, "--operations_path", file, "--json").out())
        .startsWith(line.formatted(tiny));
    Outcome other = Outcome.of("flops", "--space", "mobilenet-cpu-19", "--operations_path", file);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err().lines()).singleElement().asString().contains(file + ": list 1 has op");
    Outcome named = Outcome.of("flops", "--space", "darts", "--operations_path", "x.json");
    assertThat(named.code()).isEqualTo(2);
    assertThat(named.err().lines()).singleElement().asString().contains("give one");
  }

  @Test
  void windowAroundOneArchitectureCountsIt() {
    Outcome outcome =
        Outcome.of("flops", "--space=mobilenet-cpu-19", "--min=261253912", "--max=261253912");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("architectures in the window\t1\n");
  }

  @Test
  void impossibleWindowEndsWithFour() {
    Outcome outcome = Outcome.of("flops", "--space=mobilenet-cpu-19", "--max=250000000");
    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.err().lines()).singleElement().asString().contains("250000000", "261253912");
  }

  @Test
  void windowTheWrongWayRoundIsAUsageError() {
    assertThat(Outcome.of("flops", "--space=mobilenet-cpu-19", "--min=9", "--max=8").code())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"darts-v1,imagenet,40,14,356462360", "darts-v1,cifar,36,20,500993270"})
  void genotypesCostWhatTheReferenceCounts(
      String name, String network, int channels, int layers, long flops) {
    Outcome outcome =
        Outcome.of(
            "flops",
            "--genotype=" + name,
            "--network=" + network,
            "--init_channels=" + channels,
            "--layers=" + layers);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("table FLOPs\t" + flops + "\n");
  }

  @Test
  void brokenGenotypeIsAUsageError() {
    Outcome outcome = Outcome.of("flops", "--genotype", "Genotype(normal=[");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).singleElement().asString().startsWith("abs: --genotype: ");
  }

  /** The networks that cannot be built: sides that strides do not divide, no two reductions. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--network imagenet --input 225",
        "--network imagenet --input 20",
        "--network cifar --input 30",
        "--network cifar --layers 2",
        "--network imagenet --channels 1",
      })
  void networksThatCannotBeBuiltAreNotCounted(String line) {
    Outcome outcome = Outcome.of(("flops --genotype DARTS_V2 " + line).split(" ", -1));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).singleElement().asString().startsWith("abs: --genotype: ");
  }

  @Test
  void tableHoldsTheReferencesEntries() throws IOException {
    Path file = folder.resolve("table.json");
    Outcome outcome = Outcome.of("flops", "--space=mobilenet-gpu-21", "--table", file.toString());
    assertThat(outcome.code()).isZero();
    JsonNode raw = new ObjectMapper().readTree(Files.readString(file)).get("raw");
    assertThat(raw.at("/mobilenet_7x7_ratio_6/24,32,112,112,2").longValue()).isEqualTo(79930368);
    assertThat(raw.at("/PreProcessing/3,40,224,224,2").longValue()).isEqualTo(30105600);
  }

  @Test
  void aTableReplacesATableAndNothingElse() throws IOException {
    Path file = folder.resolve("table.json");
    for (int time = 0; time < 2; time++) {
      assertThat(Outcome.of("flops", "--space=mobilenet-gpu-21", "--table", file.toString()).code())
          .isZero();
    }
    Files.writeString(file, "a thesis");
    Outcome outcome = Outcome.of("flops", "--space=mobilenet-gpu-21", "--table", file.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            "abs: --table is " + file + ", which holds something else; it is not replaced\n");
    assertThat(file).hasContent("a thesis");
    Path nowhere = folder.resolve("none/table.json");
    outcome = Outcome.of("flops", "--space=mobilenet-gpu-21", "--table", nowhere.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("there is no directory " + folder.resolve("none"));
  }

  @Test
  void tableNeedsLayers() {
    Outcome outcome =
        Outcome.of("flops", "--space=nasbench201", "--table", folder.resolve("t").toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("nasbench201");
  }

  @ParameterizedTest
  @CsvSource({
    "0 1,2,'abs: --arch: architecture has 2 op codes, space mobilenet-gpu-21 has 21 choices'",
    "9 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3,2,'abs: --arch: op code 9 at choice 0'"
  })
  void wrongArchitectureIsOneLine(String text, int code, String start) {
    Outcome outcome = Outcome.of("flops", "--space", "mobilenet-gpu-21", "--arch", text);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.err().lines()).singleElement().asString().startsWith(start);
  }

  @Test
  void unknownOpInASpaceFileIsNamedWithItsLine() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            id: mine
            kind: cell
            description: mine
            network: nasbench201
            channels: 4
            cells: 1
            classes: 10
            input: 32
            operations:
              - none
              - nor_conf_3x3
            """);
    Outcome outcome = Outcome.of("flops", "--space", file.toString());
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains(file.toString(), "nor_conf_3x3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--genotype DARTS space.channels=16",
        "--genotype DARTS anything",
        "--genotype DARTS --table t.json",
        "--genotype DARTS --max 5",
        "--space darts --network cifar",
        "--space mobilenet-gpu-21 --arch SPOS+ABS --max 5",
      })
  void whatWouldHaveNoEffectIsRefused(String line) {
    Outcome outcome = Outcome.of(("flops " + line).split(" ", -1));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).containsOnlyOnce("abs: ").doesNotContain("Exception");
  }

  @Test
  void settingsMustBelongToTheSpace() {
    Outcome outcome = Outcome.of("flops", "--space=mobilenet-gpu-21", "width=0.5");
    assertThat(outcome.code()).isEqualTo(2);
    outcome = Outcome.of("flops", "--space=mobilenet-gpu-21", "space.width=0.5");
    assertThat(outcome.code()).isZero();
  }
}
