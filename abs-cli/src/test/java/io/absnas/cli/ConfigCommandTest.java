package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  @TempDir private Path folder;

  @Test
  void commandLineWinsOverFileOverDefaults() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"), "seed: 6\ntraining: {epochs: 3}\nspace: {id: darts}\n");
    Outcome outcome =
        Outcome.of("config", "show", "-c", file.toString(), "--space=nasbench201", "seed=8");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("seed: 8\n", "epochs: 3\n", "id: nasbench201\n", "momentum: 0.9\n")
        .doesNotContain("darts");
  }

  @Test
  void mixedPrecisionHasAnOptionOfItsOwn() {
    Outcome shown = Outcome.of("config", "show", "--space=nasbench201@tiny", "--amp", "bf16");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("  amp: bf16\n");
    Outcome off = Outcome.of("config", "show", "--space=nasbench201@tiny");
    assertThat(off.out()).containsPattern("  amp: \"?off\"?\n");
    Outcome refused = Outcome.of("shrink", "--space=nasbench201@tiny", "--dry-run", "--amp", "fp8");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("training.amp", "fp8", "off, bf16, fp16");
  }

  @Test
  void spaceFileTakesThePlaceOfTheConfiguredId() throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), "space: {id: darts}\n");
    Outcome outcome =
        Outcome.of("config", "show", "-c", file.toString(), "--space", "some/space.json");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("file: some/space.json\n").doesNotContain("darts");
  }

  @Test
  void whatIsPrintedIsAConfigurationAgain() throws IOException {
    String first = Outcome.of("config", "show", "--space=nasbench201@tiny").out();
    Path file = Files.writeString(folder.resolve("shown.yaml"), first);
    assertThat(Outcome.of("config", "show", "-c", file.toString()).out()).isEqualTo(first);
  }

  @Test
  void unknownKeyIsNamedWithLineAndNearest() throws IOException {
    Path file =
        Files.writeString(folder.resolve("c.yaml"), "space: {id: darts}\ntraining:\n  epoch: 3\n");
    Outcome outcome = Outcome.of("config", "show", "-c", file.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains(file + ":3", "epoch", "epochs");
  }

  @Test
  void subcommandIsNeeded() {
    assertThat(Outcome.of("config").code()).isEqualTo(2);
  }

  @Test
  void theSectionNetworkIsThatOfTrainings() {
    Outcome outcome =
        Outcome.of("config", "show", "--space", "nasbench201", "network.architecture=x");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("architecture: x\n", "decay: convolutions\n");
  }

  @Test
  void whoseConfigurationItIsCanBeSaid() {
    String file = "../configs/tabulate-nasbench201-3-nodes-fashion-mnist.yaml";
    Outcome shown = Outcome.of("config", "show", "--command", "tabulate", "-c", file);
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("seeds: \"0,1\"\n", "id: nasbench201-3-nodes@tiny\n");
    assertThat(Outcome.of("config", "show", "-c", file).code()).isEqualTo(2);
    Outcome noAlgorithm = Outcome.of("config", "show", "--command=search", "--space=darts");
    assertThat(noAlgorithm.code()).isEqualTo(2);
    assertThat(noAlgorithm.err()).contains("--algo is missing");
  }
}
