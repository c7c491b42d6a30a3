package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AngleCommandTest {
  private static final String FOLDER = "/golden/nb201-angle/";

  @TempDir private Path folder;
  private Path initial;
  private Path trained;

  @BeforeEach
  void copyWeights() throws IOException {
    initial = copy("c4n1-init.npz");
    trained = copy("c4n1-trained.npz");
  }

  private Path copy(String name) throws IOException {
    return copy(FOLDER, name);
  }

  private Path copy(String from, String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = AngleCommandTest.class.getResourceAsStream(from + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static JsonNode expected() throws IOException {
    try (InputStream in =
        AngleCommandTest.class.getResourceAsStream(FOLDER + "c4n1-expected.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private Outcome angle(String... more) {
    Stream<String> common =
        Stream.of("angle --space nasbench201 --channels 4 --cells 1 --classes 10".split(" ", -1));
    Stream<String> files =
        Stream.of("--initial", initial.toString(), "--trained", trained.toString());
    return Outcome.of(
        Stream.of(common, files, Arrays.stream(more))
            .flatMap(Function.identity())
            .toArray(String[]::new));
  }

  @Test
  void allAnglesOfTheGoldenSupernetInEnumerationOrder() throws IOException {
    Outcome outcome = angle("--all");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines).hasSize(15625);
    Map<String, Double> angles =
        lines.stream()
            .map(line -> line.split("\t", -1))
            .collect(Collectors.toMap(fields -> fields[1], fields -> Double.valueOf(fields[0])));
    assertThat(angles).hasSize(15625);
    int compared = 0;
    for (JsonNode one : expected().get("architectures")) {
      double angle = one.get("angle_f64").doubleValue();
      assertThat(angles.get(one.get("arch").textValue()))
          .as(one.get("arch").textValue())
          .isCloseTo(angle, within(1e-9 + 1e-15 / angle));
      compared++;
    }
    assertThat(compared).isEqualTo(40);
  }

  @Test
  void architecturesComeInTheOrderTheyWereNamed() throws IOException {
    String first = expected().get("architectures").get(3).get("arch").textValue();
    String second = expected().get("architectures").get(1).get("arch").textValue();
    Path file = Files.writeString(folder.resolve("list.txt"), "# one\n\n" + second + "\n");
    Outcome outcome = angle("--arch", first, "--arch-file", file.toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().map(line -> line.replaceFirst(".*\t", "")))
        .containsExactly(first, second);
  }

  @Test
  void jsonHoldsTheSameNumber() throws IOException {
    String text = expected().get("architectures").get(3).get("arch").textValue();
    String plain = angle("--arch", text).out();
    JsonNode json = new ObjectMapper().readTree(angle("--arch", text, "--json").out());
    assertThat(json.get("architecture").textValue()).isEqualTo(text);
    assertThat(plain).isEqualTo(json.get("angle").doubleValue() + "\t" + text + "\n");
  }

  @Test
  void aCheckpointOfPyTorchGivesTheSameAngles() throws IOException {
    String fromNumpy = angle("--all").out();
    trained = copy("/golden/torch/", "c4n1-trained.pth.tar");
    assertThat(angle("--all").out()).isEqualTo(fromNumpy);
  }

  @Test
  void aHostileCheckpointIsOneLineAndCode3() throws IOException {
    trained =
        Files.writeString(
            folder.resolve("w.pth"),
            "\u0080\u0002cposix\nsystem\nX\u0004\0\0\0true\u0085R.",
            StandardCharsets.ISO_8859_1);
    Outcome outcome = angle("--all");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains(trained + ": byte 2: class posix.system is not allowed; allowed are tensors");
  }

  @Test
  void equalWeightsHaveAngleZero() throws IOException {
    trained = initial;
    assertThat(angle("--all").out().lines()).allMatch(line -> line.startsWith("0.0\t"));
  }

  @Test
  void weightFileCutShortIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(trained);
    Files.write(trained, Arrays.copyOf(whole, whole.length / 2));
    Outcome outcome = angle("--all");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).singleElement().asString().contains(trained.toString());
  }

  @Test
  void weightsOfAnotherSpaceAreRefused() {
    Outcome outcome = angle("--all", "--channels", "8");
    assertThat(outcome.code()).isEqualTo(2); // --channels twice
    outcome =
        Outcome.of(
            "angle",
            "--space=nasbench201",
            "--initial=" + initial,
            "--trained=" + trained,
            "--all");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines()).singleElement().asString().contains(initial.toString());
  }

  @Test
  void wrongLengthIsAUsageErrorOnTheCommandLineAndAnInputErrorInAFile() throws IOException {
    Outcome outcome = angle("--arch", "|none~0|");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            "abs: --arch: architecture has 1 nodes, space nasbench201,classes=10,channels=4,cells=1"
                + " has 3: |none~0|\n");
    Path file = Files.writeString(folder.resolve("list.txt"), "\n|none~0|\n");
    outcome = angle("--arch-file", file.toString());
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).startsWith("abs: " + file + ":2: architecture has 1 nodes");
  }

  @Test
  void oneWayToNameArchitecturesIsEnough() {
    assertThat(angle().code()).isEqualTo(2);
    assertThat(angle("--all", "--arch", "x").code()).isEqualTo(2);
  }

  @Test
  void aFileWithoutArchitecturesIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("list.txt"), "# none yet\n\n");
    Outcome outcome = angle("--arch-file", file.toString());
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            "abs: " + file + ": holds no architecture, expected one a line\n");
  }

  /** The angle of a network that was trained alone, whose file holds no other ops. */
  @Test
  void namedArchitecturesNeedTheWeightsOfTheirOwnOpsOnly() throws IOException {
    String chain = "|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|nor_conv_3x3~2|";
    double inSupernet = Double.parseDouble(angle("--arch", chain).out().split("\t", -1)[0]);
    initial = alone(initial, "initial.safetensors");
    trained = alone(trained, "trained.safetensors");
    assertThat(angle("--arch", chain).out()).isEqualTo(inSupernet + "\t" + chain + "\n");
    // One path through every cell: the vector is all that is left, each tensor once.
    NamedTensors before = WeightFiles.read(initial);
    NamedTensors after = WeightFiles.read(trained);
    double product = 0;
    double squares = 0;
    double squaresAfter = 0;
    for (HostTensor tensor : before.tensors()) {
      double[] values = tensor.doubles();
      double[] now = after.find(tensor.name()).orElseThrow().doubles();
      for (int i = 0; i < values.length; i++) {
        product += values[i] * now[i];
        squares += values[i] * values[i];
        squaresAfter += now[i] * now[i];
      }
    }
    assertThat(inSupernet)
        .isCloseTo(Math.acos(product / Math.sqrt(squares * squaresAfter)), within(1e-12));
    Outcome all = angle("--all");
    assertThat(all.code()).isEqualTo(3);
    assertThat(all.err()).contains("lacks cells.0.edges.");
  }

  /** What is left of a supernet's weights for a chain of 3x3 convolutions, op 3 of each edge. */
  private Path alone(Path weights, String name) throws IOException {
    NamedTensors supernet = WeightFiles.read(weights);
    List<HostTensor> left =
        supernet.tensors().stream()
            .filter(tensor -> !tensor.name().contains("running_"))
            .filter(tensor -> !tensor.name().contains("num_batches"))
            .filter(tensor -> !tensor.name().equals("arch_parameters"))
            .filter(
                tensor ->
                    !tensor.name().contains(".edges.")
                        || tensor
                            .name()
                            .matches(".*\\.edges\\.(1<-0|2<-1|3<-2)\\.3\\.op\\.1\\.weight"))
            .toList();
    Path file = folder.resolve(name);
    Safetensors.write(file, NamedTensors.of(left), Map.of());
    return file;
  }

  @Test
  void tooLargeASpaceCannotBeEnumerated() {
    Outcome outcome = Outcome.of("angle", "--space=darts", "--initial=x", "--trained=y", "--all");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("too many");
  }

  @Test
  void missingWeightsOptionIsNamed() {
    Outcome outcome = Outcome.of("angle", "--space=nasbench201", "--all", "--initial=x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--trained");
  }
}
