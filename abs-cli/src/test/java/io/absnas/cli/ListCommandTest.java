package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.space.ArchitectureCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {
  @Test
  void listsSpacesWithTheirSizes() {
    Outcome outcome = Outcome.of("list", "spaces");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines())
        .anyMatch(line -> line.startsWith("nasbench201\t15625\t"))
        // 6^6 * 7^15 and 6^19
        .anyMatch(line -> line.startsWith("mobilenet-gpu-21\t221502229807900608\t"))
        .anyMatch(line -> line.startsWith("mobilenet-cpu-19\t609359740010496\t"));
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void listsOpsByCode() {
    Outcome outcome = Outcome.of("list", "ops", "--space", "nasbench201");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("0\tnone", "4\tavg_pool_3x3", "choice 3<-2\t[0, 1, 2, 3, 4]");
  }

  @Test
  void opsNeedASpace() {
    Outcome outcome = Outcome.of("list", "ops");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).singleElement().asString().contains("--space is missing");
  }

  @Test
  void unknownSpaceNamesTheNearest() {
    Outcome outcome = Outcome.of("list", "ops", "--space", "nasbench210");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("abs: unknown space 'nasbench210'; did you mean nasbench201?");
  }

  @Test
  void publishedArchitecturesHaveTheirPublishedCosts() {
    Outcome outcome = Outcome.of("list", "architectures");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .hasSize(ArchitectureCatalog.all().size())
        .contains(
            "SPOS+ABS\tmobilenet-gpu-21\t472519064\t470792064\t5936776\t75.97\t"
                + "2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3")
        .anyMatch(line -> line.startsWith("FairNAS+ABS\tmobilenet-cpu-19\t325068376\t310944320\t"))
        .anyMatch(line -> line.startsWith("DARTS_ABS_scaled\tdarts,channels=45\t547553996\t"))
        .anyMatch(line -> line.matches("FairNAS-A\t.*\t-\t4 0 4 1 .*"));
  }

  @Test
  void configurationsOfTheHomeAreFoundFromEverywhere(@TempDir Path home) throws IOException {
    Path file = Files.createDirectory(home.resolve("configs")).resolve("shrink-x.yaml");
    Files.writeString(file, "# abs shrink -c configs/shrink-x.yaml\nspace: {id: darts}\n");
    System.setProperty("abs.home", home.toString());
    try {
      assertThat(Outcome.of("list", "configs").out())
          .isEqualTo(file + "\tabs shrink -c configs/shrink-x.yaml\n");
      assertThat(Outcome.of("config", "show", "-c", "configs/shrink-x.yaml").code()).isZero();
      assertThat(Outcome.of("config", "show", "-c", "shrink-x.yaml").out()).contains("id: darts");
    } finally {
      System.clearProperty("abs.home");
    }
  }

  @Test
  void unknownKindSaysWhatThereIs() {
    Outcome outcome = Outcome.of("list", "opps");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).containsIgnoringCase("spaces, ops, architectures, configs");
  }
}
