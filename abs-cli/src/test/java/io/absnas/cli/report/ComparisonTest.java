package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir private Path folder;

  private List<RunSection> trainings(int[] epochs, int[] seeds, int[] hits) throws IOException {
    List<RunSection> reports = new ArrayList<>();
    for (int i = 0; i < seeds.length; i++) {
      Path run = folder.resolve("e%d-s%d".formatted(epochs[i], seeds[i]));
      SampleRuns.train(run, seeds[i], hits[i], epochs[i]);
      reports.add(RunSection.read(run, run.getFileName().toString()));
    }
    return reports;
  }

  private static String text(Part part) {
    return part.content()
        .toString()
        .replaceAll("(?s)<[^>]*>", "|")
        .replaceAll("\\s*\\|[|\\s]*", "|");
  }

  @Test
  void meanAndDeviationOfThreeSeedsAreThoseWorkedOutByHand() throws IOException {
    List<Part> parts =
        Comparison.of(
            trainings(new int[] {3, 3, 3}, new int[] {0, 1, 2}, new int[] {900, 920, 910}));
    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).heading()).isEqualTo("Training: 3 runs");
    // 90, 92, 91: mean 91, deviation sqrt((1 + 1 + 0) / 2) = 1
    assertThat(text(parts.get(0)))
        .contains("|mean|A|91.00|", "|standard deviation|A|1.00|")
        .contains("All have one configuration", "Nothing is paired: all runs have one");
  }

  @Test
  void groupsArePairedBySeedAndSayWhichSeedsTheyAre() throws IOException {
    List<Part> parts =
        Comparison.of(
            trainings(
                new int[] {3, 3, 3, 12, 12, 12},
                new int[] {0, 1, 2, 1, 2, 7},
                new int[] {900, 910, 920, 930, 960, 100}));
    // by seed 1: 93 - 91 = 2; by seed 2: 96 - 92 = 4; mean 3, deviation sqrt(2); 0 and 7 have none
    assertThat(text(parts.get(0)))
        .contains("|B − A|last top-1, test images (%)|1, 2|2|3.00|1.41|2.00|4.00|")
        .contains("training.epochs = 3", "training.epochs = 12");
  }

  @Test
  void everyGroupIsPairedWithTheFirst() throws IOException {
    List<Part> parts =
        Comparison.of(
            trainings(
                new int[] {3, 4, 5, 6, 7, 8, 9},
                new int[] {1, 1, 1, 1, 1, 1, 1},
                new int[] {900, 910, 920, 930, 940, 950, 960}));
    assertThat(text(parts.get(0)))
        .contains("of 7 groups the first 5 with one another, the others with the first")
        .contains("|G − A|last top-1, test images (%)|1|1|6.00|", "|E − D|")
        .doesNotContain("|G − B|", "|G − F|");
  }

  @Test
  void ofSeveralRunsOfASeedTheFirstThatHasTheNumberIsPaired() throws IOException {
    List<RunSection> reports =
        new ArrayList<>(
            trainings(
                new int[] {3, 3, 12, 12}, new int[] {0, 1, 0, 1}, new int[] {900, 910, 930, 930}));
    Path begun = folder.resolve("begun");
    SampleRuns.train(begun, 0, 500, 3);
    Files.delete(begun.resolve("result.json"));
    reports.add(0, RunSection.read(begun, "begun"));
    assertThat(text(Comparison.of(reports).get(0)))
        .contains("|B − A|last top-1, test images (%)|0, 1|2|2.50|");
  }

  @Test
  void meansOfWholeNumbersAreFractions() {
    Headline skips = new Headline("skip connections", 2, 0);
    assertThat(skips.text()).isEqualTo("2");
    assertThat(skips.derived(5 / 3.0)).isEqualTo("1.67");
    assertThat(skips.derived(-0.001)).isEqualTo("0.00");
  }

  @Test
  void onlyCurvesOfOneNameAreLaidOverEachOther() throws IOException {
    SampleRuns.paths(folder.resolve("begun"));
    SampleRuns.paths(folder.resolve("further"));
    SampleRuns.metrics(folder.resolve("further"), 400);
    Files.writeString(
        folder.resolve("further/metrics.jsonl"),
        Files.readString(folder.resolve("further/metrics.jsonl"))
            .replace("\"train/loss\"", "\"architecture/loss\":1.0,\"train/loss\""));
    List<RunSection> reports =
        List.of(
            RunSection.read(folder.resolve("begun"), "begun"),
            RunSection.read(folder.resolve("further"), "further"));
    assertThat(text(Comparison.of(reports).get(0)))
        .contains("Loss of the runs")
        .contains("train/loss")
        .doesNotContain("architecture/loss");
  }

  @Test
  void groupsWithoutACommonSeedAreNotPaired() throws IOException {
    List<Part> parts =
        Comparison.of(trainings(new int[] {3, 12}, new int[] {0, 1}, new int[] {900, 930}));
    assertThat(text(parts.get(0))).contains("no seed occurs in two groups");
  }

  @Test
  void runsOfDifferentKindsAreNotCompared() throws IOException {
    SampleRuns.shrink(folder.resolve("shrink"), 1, 0.8125);
    List<RunSection> reports =
        new ArrayList<>(trainings(new int[] {3}, new int[] {0}, new int[] {900}));
    reports.add(RunSection.read(folder.resolve("shrink"), "shrink"));
    assertThat(Comparison.of(reports)).isEmpty();
  }

  @Test
  void spreadOfOneValueIsZero() {
    assertThat(Spread.of(3)).isEqualTo(new Spread(1, 3, 0));
    assertThat(Spread.of(1, 3).deviation()).isEqualTo(Math.sqrt(2));
  }
}
