package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir private Path folder;
  private Path run;
  private Path page;

  @BeforeEach
  void writeRun() throws IOException {
    run = Files.createDirectory(folder.resolve("run"));
    page = folder.resolve("page.html");
    Files.writeString(
        run.resolve("provenance.json"), "{\"command\": [\"abs\", \"train\"], \"seed\": 3}");
  }

  private Outcome report(Object... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "report";
    for (int i = 0; i < arguments.length; i++) {
      line[i + 1] = arguments[i].toString();
    }
    return Outcome.of(line);
  }

  @Test
  void unfinishedRunHasAPageWithNotes() throws IOException {
    Outcome outcome = report(run, "--out", page);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo(page + "\n");
    assertThat(outcome.err()).contains(run + ": There is no result.json");
    assertThat(Files.readString(page)).contains("the run is not finished");
  }

  @Test
  void reportIsReplacedButNothingElse() throws IOException {
    assertThat(report(run, "--out", page).code()).isZero();
    assertThat(report(run, "--out", page).code()).isZero();
    Files.writeString(page, "my notes");
    Outcome refused = report(run, "--out", page);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().lines())
        .containsExactly(
            "abs: " + page + " is there already and no report; --overwrite replaces it");
    assertThat(Files.readString(page)).isEqualTo("my notes");
    assertThat(report(run, "--out", page, "--overwrite").code()).isZero();
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>");
  }

  @Test
  void directoryThatIsNoRunEndsWithThreeAndLeavesNothing() throws IOException {
    Path other = Files.createDirectory(folder.resolve("photos"));
    Outcome outcome = report(run, other, "--out", page);
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines()).singleElement().asString().contains(other + " is no run");
    assertThat(page).doesNotExist();
  }

  @Test
  void directoryAsFileIsRefused() {
    Outcome outcome = report(run, "--out", folder);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("a directory; it must name a file");
  }

  @Test
  void folderThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("none/page.html");
    Outcome outcome = report(run, "--out", nowhere);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).singleElement().asString().contains("none");
  }
}
