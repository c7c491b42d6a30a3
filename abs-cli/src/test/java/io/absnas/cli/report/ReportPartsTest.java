package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.cli.report.ScatterChart.Dot;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPartsTest {
  private static final String HEADER = "index,generation,source,table-flops,angle,top-1\n";

  @TempDir private Path folder;

  @Test
  void quotedCellsKeepCommasQuotesAndLines() {
    Csv csv = Csv.parse("a,b\n1,\"x, \"\"y\"\"\nz\"\n2,half");
    assertThat(csv.header()).containsExactly("a", "b");
    assertThat(csv.rows()).containsExactly(List.of("1", "x, \"y\"\nz"));
    assertThatThrownBy(() -> csv.column("c")).hasMessageContaining("no column c");
  }

  @Test
  void frontHoldsWhatNoOtherBeats() {
    List<Evaluated> all =
        Evaluated.of(
            Csv.parse(
                HEADER
                    + "0,0,random,300,0.1,0.7\n"
                    + "1,0,random,100,0.1,0.5\n"
                    + "2,0,random,200,0.1,0.4\n"
                    + "3,0,random,200,0.1,0.6\n"
                    + "4,0,random,100,0.1,0.3\n"
                    + "5,0,random,400,0.1,0.7\n"
                    + "6,0,random,50,,\n"));
    assertThat(new EvolutionCharts(all).nonDominated())
        .extracting(Evaluated::index)
        .containsExactly(1, 3, 0);
  }

  @Test
  void oppositeOrdersCorrelateByMinusOne() {
    List<Dot> dots = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      dots.add(new Dot(i, -i * i, "p" + i));
    }
    assertThat(Correlated.coefficients(dots))
        .isEqualTo("Kendall's tau-b -1.000, Spearman's rho -1.000");
    assertThat(Correlated.coefficients(List.of(new Dot(1, 1, ""), new Dot(2, 1, ""))))
        .startsWith("No rank correlation");
  }

  @Test
  void histogramCountsEveryValueOnce() {
    BarChart chart = BarChart.histogram("t", "x", 0, 0.5, 1, 1, 2, 10);
    assertThat(chart.bars())
        .extracting(BarChart.Bar::value)
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(6));
    assertThat(chart.bars().get(1).value()).isEqualTo(2);
    assertThat(chart.bars().get(chart.bars().size() - 1).value()).isEqualTo(1);
  }

  /** Bounds are multiples of a step, which rounding may put inside of what they are to hold. */
  @ParameterizedTest
  @CsvSource({"0.594,0.612", "0.514,0.52", "0.156,0.178", "0.1,0.7", "-3,5"})
  void histogramHoldsItsEnds(double low, double high) {
    BarChart chart = BarChart.histogram("t", "x", low, (low + high) / 2, high);
    assertThat(chart.bars().stream().mapToDouble(BarChart.Bar::value).sum()).isEqualTo(3);
    assertThat(chart.labels()).hasSize(chart.bars().size() + 1);
  }

  @Test
  void wholeNumbersKeepTheirDigits() {
    assertThat(Ticks.label(1_234_567)).isEqualTo("1234567");
    assertThat(Ticks.label(0.12345678)).isEqualTo("0.123457");
  }

  @Test
  void longNamesKeepTheirEnds() {
    assertThat(Brief.of("short", 5)).isEqualTo("short");
    assertThat(Brief.of("a-run-with-a-long-name-s12", 12)).isEqualTo("a-ru…ame-s12").hasSize(12);
  }

  @Test
  void directionsOfTextDoNotLeak() {
    assertThat(Markup.escape("a\u202Eb\u2066c")).isEqualTo("a\uFFFDb\uFFFDc");
  }

  /** A score of 0 without children is no score. */
  @Test
  void opsWithoutChildrenHaveNeitherColourNorPart() {
    List<ScoreRow> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(row("op" + i, 0.5 + 0.1 * i, 100));
    }
    rows.add(row("never", 0, 0));
    StageReport stage = new StageReport(0, "9", "8", rows, ScoreMeasure.ANGLE);
    assertThat(stage.part().content().toString())
        .contains(
            "never at 1: no children inside the window", "class=\"pt q0\"", "class=\"pt none\"");
    assertThat(StageAgreement.of("t", "a", rows, "b", rows).orElseThrow().groups().get(0).dots())
        .hasSize(5);
  }

  private static ScoreRow row(String op, double score, long children) {
    return new ScoreRow(
        "1",
        op,
        score,
        OptionalDouble.empty(),
        List.of(),
        children,
        OptionalDouble.empty(),
        OptionalInt.empty());
  }

  @Test
  void prefixThatMostOpsShareIsLeftOut() {
    OpNames names = OpNames.of(List.of("m_3x3", "m_5x5", "m_7x7", "identity"));
    assertThat(names.brief("m_5x5")).isEqualTo("5x5");
    assertThat(names.brief("identity")).isEqualTo("identity");
    assertThat(OpNames.of(List.of("none", "skip_connect", "sep_conv_3x3")).note()).isEmpty();
  }

  @Test
  void chainGoesThroughTheRunThatMadeAFileAndComparesHashes() throws IOException {
    Path search = Files.createDirectory(folder.resolve("search"));
    SampleRuns.provenance(search, 1, "search");
    Path result = Files.writeString(search.resolve("result.json"), "{}");
    Path train = Files.createDirectory(folder.resolve("train"));
    Path weights = Files.writeString(folder.resolve("w.bin"), "changed since");
    Files.writeString(
        train.resolve("provenance.json"),
        """
        {"command": ["abs", "train"], "seed": 1, "built-on": [
          {"kind": "run", "file": "%s", "sha256": "%s"},
          {"kind": "weights", "file": "w.bin", "sha256": "%s"},
          {"kind": "space", "file": "gone.json", "sha256": "00"}]}
        """
            .formatted(search, Sha256.of(result), Sha256.of("before")));
    Lineage chain =
        new Lineage.Tracer(Map.of(search, new Lineage.Shown("search", "run-7")))
            .of(train, Origin.of(new RunFiles(train)));
    assertThat(chain.detail()).isEqualTo("abs train");
    assertThat(chain.from())
        .extracting(Lineage::detail)
        .satisfiesExactly(
            run -> assertThat(run).contains("run, SHA-256", "there and unchanged"),
            file -> assertThat(file).contains("another one"),
            gone -> assertThat(gone).contains("is not there"));
    assertThat(chain.from().get(0).from())
        .singleElement()
        .satisfies(
            maker -> {
              assertThat(maker.name()).isEqualTo("search");
              assertThat(maker.anchor()).contains("run-7");
            });
    assertThat(weights).exists();
  }

  @Test
  void runsThatNameEachOtherDoNotGoOnForEver() throws IOException {
    for (String name : List.of("a", "b")) {
      Path run = Files.createDirectory(folder.resolve(name));
      String other = name.equals("a") ? "b" : "a";
      Files.writeString(run.resolve("result.json"), "{}");
      Files.writeString(
          run.resolve("provenance.json"),
          "{\"command\": [\"abs\"], \"built-on\": [{\"kind\": \"run\", \"file\": \"%s\", \"sha256\": \"%s\"}]}"
              .formatted(other, Sha256.of("{}")));
    }
    Path a = folder.resolve("a");
    Lineage chain = new Lineage.Tracer(Map.of()).of(a, Origin.of(new RunFiles(a)));
    assertThat(chain.from().get(0).from().get(0).from().get(0).from()).isEmpty();
  }

  @Test
  void runsOfAllKindsAreKnown() throws IOException {
    assertThat(SampleRuns.all(folder))
        .extracting(RunKind::of)
        .containsExactly(
            RunKind.SHRINK,
            RunKind.SHRINK,
            RunKind.EVOLUTION,
            RunKind.GENOTYPE,
            RunKind.PATHS,
            RunKind.TRAINING,
            RunKind.TRAINING,
            RunKind.TRAINING,
            RunKind.EVALUATION);
  }

  @Test
  void damagedTablesAreNotes() throws IOException {
    SampleRuns.search(folder);
    Files.writeString(folder.resolve("evaluations.csv"), HEADER + "0,0,random,many,0.1,0.7\n");
    assertThat(RunSection.read(folder, "run").notes())
        .anySatisfy(note -> assertThat(note).contains("evaluations.csv cannot be used"));
  }

  @Test
  void aDamagedGenotypeIsANote() throws IOException {
    for (String text : List.of("step,what\n1,2\n", "genotype\nGenotype(\n")) {
      Files.writeString(folder.resolve("genotypes.csv"), text);
      assertThat(RunSection.read(folder, "run").notes())
          .anySatisfy(note -> assertThat(note).contains("genotypes.csv cannot be used"));
    }
  }

  @Test
  void runsOfOneNameAreToldApartByTheFoldersBeforeThem() {
    assertThat(
            RunNames.of(
                Stream.of("/x/a/search", "/x/b/search", "/y/a/search", "/b/train")
                    .map(Path::of)
                    .toList()))
        .containsExactly("x/a/search", "b/search", "y/a/search", "train");
    assertThat(RunNames.of(List.of(Path.of("/"), Path.of("/a"), Path.of("/a"))))
        .containsExactly("/", "a", "a");
  }

  @Test
  void ofSeveralFilesOfANameTheOneThatWasReadIsFound() throws IOException {
    Path run = Files.createDirectories(folder.resolve("deep/run"));
    Files.writeString(folder.resolve("deep/w.bin"), "another");
    Files.writeString(folder.resolve("w.bin"), "the one");
    Files.writeString(
        run.resolve("provenance.json"),
        """
        {"command": ["abs", "-q", "train"], "seed": 1, "built-on": [
          {"kind": "weights", "file": "w.bin", "sha256": "%s"}]}
        """
            .formatted(Sha256.of("the one")));
    assertThat(new Lineage.Tracer(Map.of()).of(run, Origin.of(new RunFiles(run))).from())
        .singleElement()
        .satisfies(file -> assertThat(file.detail()).contains("there and unchanged"));
    assertThat(RunKind.of(run)).isEqualTo(RunKind.TRAINING);
  }
}
