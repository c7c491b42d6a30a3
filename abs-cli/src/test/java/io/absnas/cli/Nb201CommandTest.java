package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.space.Architectures;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Nb201CommandTest {
  private static final String BEST =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|";

  @TempDir private Path folder;
  private Path table;

  /** A table in which accuracy is the number of 3x3 convolutions, times ten. */
  @BeforeEach
  void writeTable() throws IOException {
    SearchSpace space = SpaceCatalog.find("nasbench201");
    List<String> lines =
        new ArrayList<>(List.of("index,arch,cifar10_test,cifar100_test,imagenet16_120_test"));
    Architectures.all(space)
        .map(space::encode)
        .forEach(
            text -> {
              int accuracy = 10 * (text.split("nor_conv_3x3", -1).length - 1);
              lines.add(
                  "%d,%s,%d,%d,%d"
                      .formatted(lines.size() - 1, text, accuracy, accuracy, accuracy / 2));
            });
    table = Files.write(folder.resolve("table.csv"), lines);
  }

  private Path copy(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in =
        Nb201CommandTest.class.getResourceAsStream("/golden/nb201-angle/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private Outcome nb201(String... arguments) {
    return Outcome.in(
        Map.of("ABS_NB201_TABLE", table.toString()),
        Stream.concat(Stream.of("nb201"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void lookupTellsWhatTheTableHolds() {
    Outcome outcome = nb201("lookup", BEST);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines())
        .containsExactly(
            BEST,
            "  index\t11667",
            "  cifar10_test\t40",
            "  cifar100_test\t40",
            "  imagenet16_120_test\t20");
    assertThat(nb201("lookup", "--json", "3 3 3 1 3 2").out())
        .startsWith("{\"arch\":\"" + BEST + "\",\"cifar100_test\":40.0,");
    Outcome wrong = nb201("lookup", "|nor_conv_5x5~0|");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("ARCH: architecture has 1 nodes");
    Outcome none = Outcome.in(Map.of(), "nb201", "lookup", BEST);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--table is missing, and ABS_NB201_TABLE names no table");
    Outcome missing = nb201("lookup", "--table", folder.resolve("x.csv").toString(), BEST);
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err()).contains("x.csv: no such file");
  }

  @Test
  void correlateWritesAllThreeFiles() throws IOException {
    Path initial = copy("c4n1-init.npz");
    Path trained = copy("c4n1-trained.npz");
    Path out = folder.resolve("out");
    List<String> arguments =
        List.of(
            "correlate",
            "--space",
            "nasbench201",
            "--channels=4",
            "--cells=1",
            "--initial",
            initial.toString(),
            "--weights",
            trained.toString(),
            "--accuracy-children=0",
            "--bootstrap-draws=5",
            "--out",
            out.toString());
    Outcome outcome = nb201(arguments.toArray(String[]::new));
    assertThat(outcome.err()).doesNotContain("abs:");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("# Angles and accuracies on NAS-Bench-201")
        .contains("angle, `c4n1-init.npz` epoch 1");
    // Five baselines and one angle on three data sets.
    assertThat(Files.readAllLines(out.resolve("correlation.csv"))).hasSize(1 + 6 * 3);
    assertThat(out.resolve("correlation.json")).exists();
    assertThat(out.resolve("correlation.md")).hasContent(outcome.out());
    assertThat(out.resolve("provenance.json")).exists();
    List<String> predictions = Files.readAllLines(out.resolve("predictions.csv"));
    assertThat(predictions).hasSize(1 + 15_625);
    assertThat(predictions.get(0))
        .startsWith("place,cifar10,cifar100,imagenet16_120,")
        .endsWith(",angle of c4n1-init.npz epoch 1");
    Path page = folder.resolve("page.html");
    assertThat(Outcome.of("report", out.toString(), "--out", page.toString()).code()).isZero();
    assertThat(page).content().contains("tau-b ", "over 15625 architectures");
    assertThat(nb201(arguments.toArray(String[]::new)).code()).isEqualTo(2);
    Outcome again =
        nb201(
            Stream.concat(arguments.stream(), Stream.of("--resume", "--bootstrap-draws=0"))
                .filter(one -> !one.equals("--bootstrap-draws=5"))
                .toArray(String[]::new));
    assertThat(again.code()).isZero();
  }

  @Test
  void correlateRefusesWhatItCannotUse() throws IOException {
    assertThat(nb201("correlate").err()).contains("exactly one of --run and --initial");
    Outcome none = nb201("correlate", "--run", folder.toString());
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("is no run of abs shrink, there is no config.yaml");
    String initial = copy("c4n1-init.npz").toString();
    Outcome space =
        nb201("correlate", "--space", "darts", "--initial", initial, "--weights", initial);
    assertThat(space.code()).isEqualTo(3);
    assertThat(space.err()).contains("space darts is not NAS-Bench-201's whole space");
    Outcome children =
        nb201(
            "correlate",
            "--space",
            "nasbench201",
            "--initial",
            initial,
            "--weights",
            initial,
            "--accuracy-children",
            "15626");
    assertThat(children.code()).isEqualTo(2);
    assertThat(children.err()).contains("--accuracy-children is '15626', must be 0 to 15625");
  }

  private String[] weights(String command, String... more) throws IOException {
    Path initial = copy("c4n1-init.npz");
    Path trained = copy("c4n1-trained.npz");
    return Stream.concat(
            Stream.of(
                command,
                "--space=nasbench201",
                "--channels=4",
                "--cells=1",
                "--initial=" + initial,
                "--weights=" + trained),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void dropTellsWhatIsLeft() throws IOException {
    Outcome outcome = nb201(weights("drop", "--metric=angle,random,truth", "--count=24"));
    assertThat(outcome.code()).isZero();
    // One op is left on each edge: by truth the all-3x3 cell, of accuracy 60, 60 and 30.
    assertThat(outcome.out())
        .contains("| nothing dropped |  | 1-30 | 15625 | 12.00 | 12.00 | 6.00 | 60.00 |")
        .contains("| truth |  | 1-6 | 1 | 60.00 | 60.00 | 30.00 | 60.00 | 60.00 | 30.00 |")
        .contains("| angle | c4n1-init.npz epoch 1 |");
    assertThat(nb201(weights("drop", "--metric=angle", "--json")).out().lines())
        .hasSize(1)
        .allMatch(line -> line.startsWith("{\"metric\":\"angle\",\"supernet\":\"c4n1-init.npz\""));
    Outcome untrained = nb201(weights("drop", "--metric=angle,magnitude"));
    assertThat(untrained.code()).isEqualTo(2);
    assertThat(untrained.err())
        .contains("c4n1-trained.npz: arch_parameters are those of the initial weights");
    Outcome wrong = nb201(weights("drop", "--metric=angel"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--metric is 'angel', must be one of angle, accuracy");
    Outcome nowhere = nb201(weights("drop", "--metric=accuracy"));
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("metric accuracy needs --accuracies");
  }

  @Test
  void variantsAreChosenAndJudged() throws IOException {
    Outcome wide =
        nb201(
            Stream.of(weights("variants"))
                .map(one -> one.replace("--channels=4", "--channels=8"))
                .toArray(String[]::new));
    assertThat(wide.code()).isEqualTo(3);
    assertThat(wide.err()).contains("npz").doesNotContain("Exception");
    Outcome outcome = nb201(weights("variants", "--bootstrap-draws=3"));
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .startsWith("Variants: 15. Supernets: 1. Chosen on one half")
        .contains("| weight-free-disconnected-last |")
        .contains("The chosen variant ");
  }

  @Test
  void dropsAndVariantsAreKeptForTheReport() throws IOException {
    Path drops = folder.resolve("drops");
    String[] drop = weights("drop", "--metric=angle,truth", "--out=" + drops);
    assertThat(nb201(drop).code()).isZero();
    Outcome again = nb201(drop);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("--overwrite");
    assertThat(nb201(weights("drop", "--metric=truth", "--out=" + drops, "--overwrite")).code())
        .isZero();
    Path variants = folder.resolve("variants");
    assertThat(nb201(weights("variants", "--bootstrap-draws=0", "--out=" + variants)).code())
        .isZero();
    Path page = folder.resolve("page.html");
    Outcome report =
        Outcome.of("report", drops.toString(), variants.toString(), "--out", page.toString());
    assertThat(report.err()).isEmpty();
    assertThat(report.code()).isZero();
    assertThat(page)
        .content()
        .contains("Drops by truth, no weights", "Tau-b on both halves, CIFAR-10. 17 points.")
        .contains("abs nb201 drop --space=nasbench201", "c4n1-trained.npz")
        .doesNotContain("Drops by angle");
  }
}
