package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that no run writes cost what they belong to, never the page with all its other runs. */
class DamagedRunsTest {
  @TempDir private Path folder;

  private List<String> notes(Path run) {
    return RunSection.read(run, "run").notes();
  }

  private Path replaced(String file, String what, String by) throws IOException {
    Path run = folder.resolve("shrink");
    if (!Files.exists(run)) {
      SampleRuns.shrink(run, 5, 0.8125);
    }
    String before = Files.readString(run.resolve(file));
    assertThat(before).contains(what);
    Files.writeString(run.resolve(file), before.replace(what, by));
    return run;
  }

  @Test
  void aResultThatCannotBeDrawnLeavesCurvesAndScores() throws IOException {
    Path run = replaced("result.json", "[ 0.75, 0.75 ]", "[ ]");
    RunSection report = RunSection.read(run, "run");
    assertThat(report.stages()).hasSize(2);
    assertThat(report.curves()).isNotEmpty();
  }

  @Test
  void aSpaceOfNoArchitecturesHasNoLogarithm() throws IOException {
    RunSection report = RunSection.read(replaced("history.json", "10000", "0"), "run");
    assertThat(report.stages()).hasSize(2);
    assertThat(report.headlines()).isNotEmpty();
  }

  @Test
  void aSpaceOfAnySizeHasALogarithm() {
    assertThat(Draft.log10(BigInteger.TEN.pow(400))).isCloseTo(400, within(1e-9));
    assertThat(Draft.log10(BigInteger.valueOf(1000))).isEqualTo(3);
  }

  @Test
  void metricsThatAreNoLinesAndLossesThatAreNoNumbersAreTold() throws IOException {
    Path run = folder.resolve("train");
    SampleRuns.train(run, 0, 900, 3);
    String metrics = Files.readString(run.resolve("metrics.jsonl"));
    String diverged =
        "{\"step\":%d,\"epoch\":1.0,\"time\":\"2026-01-01T00:00:00Z\",\"values\":{\"train/loss\":\"NaN\"}}\n";
    Files.writeString(
        run.resolve("metrics.jsonl"),
        metrics + "null\n{}x\n" + diverged.formatted(301) + diverged.formatted(302) + "{\"st");
    RunSection report = RunSection.read(run, "run");
    assertThat(report.notes())
        .containsExactly(
            "metrics.jsonl has 2 damaged lines, which are left out.",
            "train/loss is no number in 2 records, first at step 301; its curve leaves them out.");
    assertThat(report.curves()).isNotEmpty();
  }

  @Test
  void aDamagedRowCostsItselfAlone() throws IOException {
    Path run = folder.resolve("search");
    SampleRuns.search(run);
    List<String> lines = Files.readAllLines(run.resolve("evaluations.csv"));
    lines.set(5, lines.get(5).replaceFirst(",", ",\""));
    lines.set(9, lines.get(9).substring(lines.get(9).indexOf(',') + 1));
    Files.write(run.resolve("evaluations.csv"), lines);
    RunSection report = RunSection.read(run, "run");
    assertThat(report.notes()).contains("evaluations.csv has 2 damaged lines, which are left out.");
    assertThat(report.summary())
        .contains(new Fact("Evaluated so far", (lines.size() - 3) + " candidates"));
  }

  @Test
  void filesThatAreFarTooLargeAreNotRead() throws IOException {
    Path run = folder.resolve("search");
    SampleRuns.search(run);
    try (RandomAccessFile file =
        new RandomAccessFile(run.resolve("evaluations.csv").toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    Files.writeString(run.resolve("config.yaml"), "# " + "x".repeat(100_000) + "\nseed: 1\n");
    assertThat(notes(run))
        .contains("evaluations.csv cannot be used: larger than 128 MiB.")
        .contains("config.yaml is shown up to character 65,536 of 100,011.");
  }

  @Test
  void aRunThatIsGivenTwiceCountsOnce() throws IOException {
    Path run = folder.resolve("train");
    SampleRuns.train(run, 0, 900, 3);
    Path link = Files.createSymbolicLink(folder.resolve("link"), run);
    Path page = folder.resolve("page.html");
    assertThat(Reports.write(List.of(run, link), page))
        .contains(link + ": is given twice and counts once");
    assertThat(page).content().doesNotContain("side by side");
  }

  @Test
  void aSearchOfCellsIsOneBeforeItsFirstEpoch() throws IOException {
    Path run = Files.createDirectory(folder.resolve("cells"));
    SampleRuns.provenance(run, 1, "search");
    Files.writeString(run.resolve("config.yaml"), "algo: darts\n");
    assertThat(RunKind.of(run)).isEqualTo(RunKind.GENOTYPE);
    Files.writeString(run.resolve("config.yaml"), "algo: proxyless\n");
    assertThat(RunKind.of(run)).isEqualTo(RunKind.PATHS);
    Files.writeString(run.resolve("config.yaml"), "algo: [\n");
    assertThat(RunKind.of(run)).isEqualTo(RunKind.EVOLUTION);
  }

  /** Two inputs of one maker at each of 11 steps would be 2,048 places at the end. */
  @Test
  void aChainIsToldOnceForEachRun() throws IOException {
    String built =
        "{\"command\": [\"abs\"], \"built-on\": [{\"kind\": \"run\", \"file\": \"%1$s\", \"sha256\": \"%2$s\"},"
            + "{\"kind\": \"run\", \"file\": \"%1$s\", \"sha256\": \"%2$s\"}]}";
    Path last = folder;
    for (int i = 0; i < 11; i++) {
      Path run = Files.createDirectory(folder.resolve("run" + i));
      Files.writeString(run.resolve("result.json"), "{\"number\": " + i + "}");
      Files.writeString(
          run.resolve("provenance.json"),
          i == 0
              ? "{\"command\": [\"abs\"]}"
              : built.formatted(last, Sha256.of(last.resolve("result.json"))));
      last = run;
    }
    String chain =
        new Lineage.Tracer(Map.of()).of(last, Origin.of(new RunFiles(last))).markup().toString();
    // each run twice below the one that was built on it, and the file that names it
    assertThat(chain.split("<li>", -1)).hasSizeBetween(20, 50);
    assertThat(chain).contains("its own chain is above");
  }

  @Test
  void anInputMadeByARunOfThePageLeadsToItByAnyFile() throws IOException {
    Path made = folder.resolve("trained elsewhere");
    SampleRuns.train(made, 0, 900, 3);
    Path weights = Files.writeString(made.resolve("best.safetensors"), "weights");
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(
        run.resolve("provenance.json"),
        "{\"command\": [\"abs\"], \"built-on\": [{\"kind\": \"weights\", \"file\": \"/moved/best.safetensors\", \"sha256\": \"%s\"}]}"
            .formatted(Sha256.of(weights)));
    Lineage chain =
        new Lineage.Tracer(Map.of(made, new Lineage.Shown("a/trained", "run-1")))
            .of(run, Origin.of(new RunFiles(run)));
    assertThat(chain.from().get(0).detail()).contains("the file is not there");
    assertThat(chain.from().get(0).from())
        .singleElement()
        .satisfies(maker -> assertThat(maker.name()).isEqualTo("a/trained"));
  }
}
