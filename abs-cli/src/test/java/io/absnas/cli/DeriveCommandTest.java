package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeriveCommandTest {
  /** Every edge prefers the skip connection, then the wide separable convolution. */
  private static final String ROW = "[5, 0, 0, 2, 0, 1, 0, 0]";

  private static final String SKIPS =
      "normal=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', %d), ('skip_connect', %d)";

  @TempDir private Path folder;

  private static String matrix(String row) {
    return String.join(", ", Collections.nCopies(14, row));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("alphas.json"), text);
  }

  private Path plain() throws IOException {
    return file(
        "{\"alphas_normal\": [%s],\n\"alphas_reduce\": [%s]}".formatted(matrix(ROW), matrix(ROW)));
  }

  @Test
  void dartsPrintsTheReferencesText() throws IOException {
    Outcome outcome = Outcome.of("derive", "--algo", "darts", "--alphas", plain().toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    // Equal edges: DARTS takes the smaller predecessors.
    assertThat(outcome.out()).startsWith("Genotype(" + SKIPS.formatted(0, 1));
    assertThat(Genotype.parse(outcome.out().strip()).normalConcat()).containsExactly(2, 3, 4, 5);
  }

  @Test
  void pdartsLimitsSkipConnectionsAndListsTheLevels() throws IOException {
    Outcome outcome =
        Outcome.of("derive", "--algo=pdarts", "--alphas=" + plain(), "--json", "--draw=" + folder);
    assertThat(outcome.code()).isZero();
    JsonNode line = new ObjectMapper().readTree(outcome.out());
    Genotype genotype = Genotype.parse(line.path("genotype"));
    assertThat(genotype.format()).isEqualTo(line.path("text").asText());
    assertThat(genotype.normal().stream().filter(in -> in.op().id().equals("skip_connect")))
        .hasSizeLessThanOrEqualTo(2);
    // Equal edges: P-DARTS takes the larger predecessors.
    assertThat(line.path("levels").get(0).path("text").asText()).contains(SKIPS.formatted(1, 2));
    assertThat(line.path("levels")).hasSize(9);
    assertThat(line.path("levels").get(8).path("skip-connects").asInt()).isZero();
    assertThat(folder.resolve("cell-normal.svg")).exists();
    assertThat(folder.resolve("cell-reduce.dot")).exists();
  }

  /** Node 2 keeps both of its edges, of which one offers a skip connection alone. */
  @Test
  void moreSkipConnectionsThanAreAllowedAreWarnedOf() throws IOException {
    String ops = "[[3], [5], " + String.join(", ", Collections.nCopies(12, "[5]")) + "]";
    String rows = "[[0], " + String.join(", ", Collections.nCopies(13, "[0]")) + "]";
    Path file =
        file(
            "{\"operations\": %s,\n\"alphas_normal\": %s, \"alphas_reduce\": %s}"
                .formatted(ops, rows, rows));
    Outcome none =
        Outcome.of("derive", "--algo=pdarts", "--alphas=" + file, "--max-skip-connects=0");
    assertThat(none.code()).isZero();
    assertThat(none.out()).contains("('skip_connect', 0)");
    assertThat(none.err().lines())
        .containsExactly(
            "abs: the normal cell has 1 skip connections where at most 0 are allowed: the edges"
                + " that are left have no other op (--max-skip-connects)");
    Outcome one = Outcome.of("derive", "--algo=pdarts", "--alphas=" + file);
    assertThat(one.err()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Alphas alphas = Alphas.read(plain());
    assertThat(Alphas.read(file(alphas.text()))).isEqualTo(alphas);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[5, 0, 0, 2, 0, 1, 0] | alphas.json:1: alphas_normal[0] has 7 numbers",
        "[5, 0, 0, 2, 0, 1, 0, x] | alphas.json:1: ",
        "[5, 0, 0, 2, 0, 1, 0, true] | alphas_normal[0][7] is true, must be a number",
      })
  void badInputIsOneLine(String row, String message) throws IOException {
    Path file =
        file(
            "{\"alphas_normal\": [%s],\n\"alphas_reduce\": [%s]}"
                .formatted(matrix(row), matrix(ROW)));
    refused(message, "derive", "--algo", "darts", "--alphas", file.toString());
  }

  @Test
  void listsThatNoGenotypeFitsAreRefused() throws IOException {
    String none = "[[0], [0, 3], " + String.join(", ", Collections.nCopies(12, "[0, 3]")) + "]";
    String rows = "[[0], " + String.join(", ", Collections.nCopies(13, "[0, 3]")) + "]";
    Path file =
        file(
            "{\"operations\": %s,\n\"alphas_normal\": %s, \"alphas_reduce\": %s}"
                .formatted(none, rows, rows));
    refused("node 2 has 1 edge", "derive", "--algo", "pdarts", "--alphas", file.toString());
  }

  private static void refused(String message, String... arguments) {
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).singleElement().asString().contains(message);
  }

  @Test
  void aLimitOfSkipConnectionsGoesWithPdartsOnly() throws IOException {
    Outcome outcome =
        Outcome.of("derive", "--algo=darts", "--alphas=" + plain(), "--max-skip-connects=1");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(Outcome.of("derive", "--algo=darts", "--alphas=missing.json").code()).isEqualTo(3);
  }
}
