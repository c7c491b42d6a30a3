package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.data.NoiseIdx;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.shrink.ShrinkRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison from the training of a tiny supernet to its files. */
class CorrelationTest {
  @TempDir Path directory;

  private Path trained() throws IOException {
    NoiseIdx.write(directory, 64, 20);
    ResolvedConfig<ShrinkConfig> config =
        ShrinkConfig.resolve(
            ConfigSources.none()
                .withOverrides(
                    List.of(
                        "space={id: nasbench201@tiny, channels: 4, input: 16}",
                        NoiseIdx.config(directory),
                        "training.batch-size=32",
                        "training.epochs=2",
                        "training.paths=independent-cells",
                        "training.initialisation=framework-default",
                        "training.sgd.zero-gradients=missing-is-zero",
                        "stop={size: 1, stages: 1}",
                        "snapshots.epochs=[1, 2]",
                        "evaluation={children: 0, recalibration-images: 40, batch-size: 20}")));
    Path run = directory.resolve("run-s5");
    ShrinkRuns.run(config, run, RunOptions.Existing.REFUSE, () -> false);
    return run;
  }

  private BenchmarkTable table(double[] accuracy) {
    return BenchmarkTableReader.read(TestTable.write(directory, place -> accuracy[place]));
  }

  @Test
  void anglesAndAccuraciesAreComparedWithTheTableAndAStoppedEvaluationGoesOn() throws IOException {
    Path run = trained();
    double[] truth = requireNonNull(Baselines.all().get("weight-free-angle"));
    BenchmarkTable table = table(truth);
    TrainedSupernet supernet = TrainedSupernet.ofRun(run, List.of());
    assertThat(supernet.weights()).containsOnlyKeys(1L, 2L);
    AccuracySettings six = new AccuracySettings(6, Optional.empty(), 1);
    Correlation correlation = new Correlation(table, List.of(supernet), six, 20, "cpu");
    Path calm = Files.createDirectory(directory.resolve("calm"));
    CorrelationReport report = correlation.run(calm, () -> false).orElseThrow();

    CorrelationRow exact = row(report, CorrelationRow.Part.ALL, "weight-free-angle", 0);
    // The table has nine decimals, as predictions have.
    assertThat(exact.agreement().tauB().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(exact.agreement().top().get(100)).isCloseTo(1, within(0.9));
    assertThat(report.rows().stream().filter(row -> row.predictor().equals(Prediction.ANGLE)))
        .hasSize(2 * 2 * 3);
    assertThat(row(report, CorrelationRow.Part.ALL, Prediction.ANGLE_FROM_FIRST, 2).agreement())
        .matches(found -> found.things() == 15_625 && found.tauB().isPresent());
    CorrelationRow measured = row(report, CorrelationRow.Part.SAMPLE, Prediction.RECALIBRATED, 2);
    assertThat(measured.agreement().things()).isEqualTo(6);
    assertThat(row(report, CorrelationRow.Part.SAMPLE, Prediction.SUM, 2)).isNotNull();

    Path cut = Files.createDirectory(directory.resolve("cut"));
    AtomicInteger asked = new AtomicInteger();
    assertThat(correlation.run(cut, () -> asked.incrementAndGet() > 15)).isEmpty();
    List<String> half = lines(cut);
    assertThat(half.size()).isBetween(2, 6);
    // As if killed within a line.
    Files.writeString(file(cut), String.join("\n", half) + "\n4711,0.2");
    assertThat(StrictJson.text(correlation.run(cut, () -> false).orElseThrow()))
        .isEqualTo(StrictJson.text(report));
    assertThat(lines(cut)).isEqualTo(lines(calm)).startsWith(half.toArray(String[]::new));
    for (String line : lines(calm).subList(1, 7)) {
      double top1 = Double.parseDouble(line.split(",", -1)[2]);
      assertThat(20 * top1).isCloseTo(Math.rint(20 * top1), within(1e-9));
    }

    assertThat(CorrelationPage.text(report))
        .contains("| weight-free-angle | **1.000** |")
        .contains("angle, `run-s5` epoch 2")
        .contains("## The 6 architectures that were evaluated, drawn by seed 1");
    assertThat(CorrelationCsv.text(report).lines())
        .hasSize(1 + report.rows().size())
        .allMatch(line -> line.split(",", -1).length == 17);
  }

  @Test
  void drawnArchitecturesAreAPartOfMoreAndAllAreAll() {
    int[] some = new AccuracySettings(300, Optional.empty(), 0).places();
    int[] more = new AccuracySettings(500, Optional.empty(), 0).places();
    assertThat(some).hasSize(300).isSorted().doesNotHaveDuplicates();
    assertThat(Arrays.stream(some).boxed()).isSubsetOf(Arrays.stream(more).boxed().toList());
    assertThat(new AccuracySettings(300, Optional.empty(), 1).places()).isNotEqualTo(some);
    assertThat(new AccuracySettings(15_625, Optional.empty(), 0).places())
        .hasSize(15_625)
        .isSorted()
        .doesNotHaveDuplicates();
    // The mean of uniform draws from 0 to 15,624, within five standard errors.
    assertThat(Arrays.stream(some).average().orElseThrow()).isCloseTo(7812, within(1300.0));
  }

  private static CorrelationRow row(
      CorrelationReport report, CorrelationRow.Part part, String predictor, long epoch) {
    return report.rows().stream()
        .filter(row -> row.part() == part && row.predictor().equals(predictor))
        .filter(row -> row.source().map(Prediction.Source::epoch).orElse(0L) == epoch)
        .findFirst()
        .orElseThrow();
  }

  /** The accuracies, which are written while they are measured. */
  private static Path file(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files
          .filter(file -> file.toString().endsWith(".csv"))
          .filter(file -> !file.endsWith("predictions.csv"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<String> lines(Path out) throws IOException {
    return Files.readAllLines(file(out));
  }
}
