package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.run.ProgressReporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

class LogsTest {
  private static final String TERMINAL = "abs.terminal";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Logger logger = LoggerFactory.getLogger("io.absnas.test");

  @TempDir private Path folder;

  private void start(String... arguments) {
    Logs.start(
        new PrintStream(err, true, StandardCharsets.UTF_8),
        CommandLine.populateCommand(new LogOptions(), arguments));
  }

  private String written() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @AfterEach
  void finish() {
    System.clearProperty(TERMINAL);
    Logs.finish();
  }

  @Test
  void linesHaveTimeAndLevel() {
    start();
    logger.info("step={} loss={}", 3, 0.5);
    logger.debug("detail");
    assertThat(written()).matches("\\d\\d:\\d\\d:\\d\\d INFO  step=3 loss=0.5\n");
  }

  @Test
  void quietLeavesWarnings() {
    start("-q");
    logger.info("step");
    logger.warn("slow");
    assertThat(written().lines()).singleElement().asString().endsWith("WARN  slow");
  }

  @Test
  void jsonLinesHoldLevelAndMessage() throws IOException {
    start("--log-json");
    logger.info("a \"quoted\" {}", "word");
    JsonNode line = new ObjectMapper().readTree(written());
    assertThat(line.get("level").textValue()).isEqualTo("INFO");
    assertThat(line.get("formattedMessage").textValue()).isEqualTo("a \"quoted\" word");
  }

  @Test
  void searchForGraphicsCardsIsSilent() {
    start("-v");
    LoggerFactory.getLogger("ai.djl.util.cuda.CudaUtils").warn("no CUDA here");
    assertThat(written()).isEmpty();
  }

  @Test
  void fileGetsTheLinesToo() throws IOException {
    start("-q");
    Path file = folder.resolve("log.txt");
    Files.writeString(file, "earlier\n");
    Logs.alsoTo(file);
    logger.warn("slow");
    assertThat(Files.readString(file)).startsWith("earlier\n").contains("WARN ", "slow");
  }

  @Test
  void ofRunsOneAfterAnotherEachHasItsOwnLines() throws IOException {
    start("-q");
    Path first = folder.resolve("first.txt");
    Path second = folder.resolve("second.txt");
    Logs.alsoTo(first);
    logger.warn("one");
    Logs.alsoTo(second);
    logger.warn("two");
    assertThat(first).content().contains("one").doesNotContain("two");
    assertThat(second).content().contains("two").doesNotContain("one");
    assertThat(written()).contains("one", "two");
  }

  @Test
  void progressTakesOneLineOfATerminal() {
    System.setProperty(TERMINAL, "true");
    start();
    logger.info(ProgressReporter.MARKER, "step 1/9");
    logger.info(ProgressReporter.MARKER, "step 2/9");
    logger.info("stage done");
    assertThat(written()).containsOnlyOnce("\n").endsWith("stage done\n");
    assertThat(written().split("\r\u001b\\[K", -1)).hasSize(3);
  }

  @Test
  void progressScrollsWhereThereIsNoTerminal() {
    start();
    logger.info(ProgressReporter.MARKER, "step 1/9");
    logger.info(ProgressReporter.MARKER, "step 2/9");
    assertThat(written().lines()).hasSize(2);
    assertThat(written()).doesNotContain("\r");
  }
}
