package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of tables of accuracies, drops, variants and latencies. */
class TablesReportTest {
  @TempDir private Path folder;

  private String page(Path run) throws IOException {
    Path file = folder.resolve("page.html");
    assertThat(Reports.write(List.of(run), file)).isEmpty();
    return Files.readString(file);
  }

  private Path run(String name) throws IOException {
    return SampleTables.all(folder).stream().filter(one -> one.endsWith(name)).findFirst().get();
  }

  @Test
  void theirKindsAreKnown() throws IOException {
    assertThat(SampleTables.all(folder))
        .extracting(RunKind::of)
        .containsExactly(RunKind.TABLE, RunKind.DROPS, RunKind.VARIANTS, RunKind.LATENCIES);
  }

  @Test
  void tableShowsDistributionSeedsAndTheBest() throws IOException {
    String html = page(run("table"));
    assertThat(html)
        .contains("Accuracies of all architectures of nasbench201@tiny")
        .contains("Accuracies, means over seeds. ", "100 values.")
        .contains("Seed 0 against seed 1. 100 points.", "Cost and accuracy. 100 points.")
        .contains("<th scope=\"row\">" + SampleTables.BEST + "</th><td>91.00</td><td>1.41</td>")
        .contains("Best 1. 4 ops.", "nor_conv_1x1 reads node 2 and feeds node 3");
    // half of the architectures have one point between their seeds, so 0.707 points of deviation;
    // BEST 1.414
    assertThat(html).contains("Standard deviation between trainings of one architecture");
    assertThat(html).contains("<td role=\"cell\">0.52 points</td>");
  }

  @Test
  void tableThatIsNotFinishedSaysHowFarItIs() throws IOException {
    Path run = Files.createDirectory(folder.resolve("half"));
    SampleRuns.provenance(run, 0, "tabulate");
    for (String network : List.of("00000-s0", "00001-s0", "00002-s0")) {
      Files.createDirectories(run.resolve("networks").resolve(network));
    }
    Files.writeString(run.resolve("networks/00001-s0/result.json"), "{}");
    assertThat(RunSection.read(run, run.getFileName().toString()).summary())
        .containsExactly(new Fact("Trained so far", "1 trainings"));
  }

  @Test
  void dropsShowWhatIsLeftAndWhatWent() throws IOException {
    String html = page(run("drops"));
    assertThat(html)
        .contains("Architectures left, CIFAR-10. 3 rows.", "Architectures left, ImageNet16-120.")
        .contains("angle: mean 92.5, standard deviation 0.707107, n = 2")
        .contains("angle, nb201-s1 epoch 10: 92")
        .contains("Drops by angle, nb201-s0 epoch 10, edges down, ops across")
        .contains("none at 2&lt;-1: dropped, number 3", "none at 3&lt;-0: kept")
        .contains("<td>1-3, 5</td>");
    assertThat(html.split("class=\"mark\"", -1)).hasSize(1 + 3 * 3);
  }

  @Test
  void variantsShowBothHalvesAndDifferences() throws IOException {
    String html = page(run("variants"));
    assertThat(html)
        .contains("Tau-b on both halves, CIFAR-100. 6 points.")
        .contains("cosine &lt;of&gt; layers: tau-b, reporting half, CIFAR-10 0.6")
        .contains("it does not hold up", "<td>0.031</td><td>0.069</td>", "-0.091");
  }

  @Test
  void latenciesShowPredictionsAndOps() throws IOException {
    String html = page(run("latencies.json"));
    assertThat(html)
        .contains("Latencies of the ops of mobilenet-gpu-21@tiny")
        .contains("Predicted and measured. 20 points.", "Kendall&#39;s tau-b 1.000")
        .contains("median error 9.1 %, rank correlation (Spearman) 1.000, 20 networks")
        .contains("0 1 19: measured (ms) 53.9, predicted (ms) 49")
        .contains("mobilenet_5x5_ratio_3 at choice 2: 3.5 ms")
        .contains("0.1.0 abcdef");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "{\"kind\": \"search\"}");
    assertThatThrownBy(() -> Reports.write(List.of(file), folder.resolve("page.html")))
        .isInstanceOf(AbsException.class)
        .hasMessage(file + " is neither a run directory nor a table of abs latency");
  }

  @Test
  void latenciesOfTwoDevicesAreTwoGroups() throws IOException {
    Path one = folder.resolve("cpu.json");
    SampleTables.latencies(one);
    Path other = folder.resolve("gpu.json");
    Files.writeString(other, Files.readString(one).replace("\"cpu\"", "\"gpu:0\""));
    List<RunSection> same = List.of(RunSection.read(one, "a"), RunSection.read(one, "b"));
    assertThat(RunGroup.of(same)).hasSize(1);
    assertThat(RunGroup.of(List.of(same.get(0), RunSection.read(other, "c")))).hasSize(2);
  }

  @Test
  void damagedLatenciesAreANote() throws IOException {
    Path file = folder.resolve("latencies.json");
    Files.writeString(file, "{\"kind\": \"latency\", \"format\": 1}");
    assertThat(RunSection.read(file, "latencies.json").notes())
        .singleElement()
        .asString()
        .contains("latencies.json cannot be used");
  }

  @Test
  void cellsAreDrawnFromTextOfThatKindAlone() {
    CellDrawing cell = CellDrawing.of("cell", SampleTables.BEST).orElseThrow();
    assertThat(cell.edges())
        .containsExactly(
            new CellDrawing.Edge("nor_conv_3x3", 0, 1),
            new CellDrawing.Edge("skip_connect", 1, 2),
            new CellDrawing.Edge("avg_pool_3x3", 0, 3),
            new CellDrawing.Edge("nor_conv_1x1", 2, 3));
    assertThat(cell.output()).containsExactly(3);
    assertThat(CellDrawing.of("", "2 2 -1 0")).isEmpty();
    assertThat(CellDrawing.of("", "|nor_conv_3x3~1|")).isEmpty();
    assertThat(CellDrawing.of("", "Genotype(normal=[('sep_conv_5x5', 0)])")).isEmpty();
    // an output that nothing feeds is drawn all the same
    assertThat(
            CellDrawing.of("cell", "|none~0|+|none~0|none~1|")
                .orElseThrow()
                .figure()
                .markup()
                .toString())
        .contains("node 2, part of the output");
  }
}
