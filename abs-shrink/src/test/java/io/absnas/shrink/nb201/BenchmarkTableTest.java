package io.absnas.shrink.nb201;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTableTest {
  @TempDir Path directory;

  @Test
  void rowsAreFoundByArchitectureWhateverTheirOrder() {
    BenchmarkTable table =
        BenchmarkTableReader.read(TestTable.write(directory, place -> place / 200.0));
    double[] accuracy = table.testAccuracy(BenchmarkData.CIFAR100);
    assertThat(accuracy).hasSize(15_625);
    assertThat(accuracy[0]).isZero();
    assertThat(accuracy[15_624]).isEqualTo(78.12);
    // op codes 3 3 3 1 3 2 in edge order: the example of the text form
    CellSpace space = BenchmarkTable.space();
    int place =
        BenchmarkTable.place(
            space.parse(
                "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
                    + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|"));
    assertThat(place).isEqualTo(((((3 * 5 + 3) * 5 + 3) * 5 + 1) * 5 + 3) * 5 + 2);
    assertThat(Architectures.at(space, place).ops()).hasSize(6);
    assertThat(table.row(place))
        .isEqualTo(
            Map.of(
                "index", (double) place,
                "cifar10_test", place / 200.0,
                "cifar100_test", place / 200.0,
                "imagenet16_120_test", place / 200.0));
    assertThat(table.values("cifar10_valid")).isEmpty();
  }

  @Test
  void whatIsWrongIsOneLineWithFileLineAndColumn() throws IOException {
    String whole = TestTable.text(place -> 50);
    assertRefused(text -> "", "table.csv: is empty");
    assertRefused(
        text -> text.replaceFirst("cifar100_test", "cifar100_tset"),
        "table.csv:1: unknown column 'cifar100_tset', known are index, arch, cifar10_valid");
    assertRefused(
        text -> text.replaceFirst("cifar100_test", "cifar10_test"),
        "table.csv:1: column cifar10_test is there twice");
    assertRefused(
        text -> text.replaceFirst("cifar100_test", "cifar100_valid"),
        "table.csv:1: column cifar100_test is missing");
    assertRefused(
        text -> text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1),
        "table.csv: has 15624 architectures, NAS-Bench-201 has 15625");
    assertRefused(text -> text.replaceFirst("50.0+,", ""), "table.csv:2: has 4 entries");
    assertRefused(
        text -> text.replaceFirst("50.0+,", "101,"),
        "table.csv:2: cifar10_test is 101, must be a percentage");
    assertRefused(
        text -> text.replaceFirst("50.0+,", "NaN,"),
        "table.csv:2: cifar10_test is NaN, must be a percentage");
    assertRefused(
        text -> text.replaceFirst("50.0+,", "high,"),
        "table.csv:2: cifar10_test is 'high', must be a number");
    assertRefused(text -> text.replaceFirst("15623,", "15624,"), "table.csv:3: index 15624 again");
    assertRefused(
        text -> text.replaceFirst("15624,", "15625,"), "table.csv:2: index is 15625, must be 0 to");
    assertRefused(
        text -> text.replaceFirst("avg_pool_3x3~0", "max_pool_3x3~0"),
        "table.csv:2: arch: op 'max_pool_3x3' on edge 1<-0");
    String second = whole.lines().skip(1).findFirst().orElseThrow();
    assertRefused(
        text ->
            text.replaceFirst("15623,[^,]*,", "15623," + quoted(second.split(",", -1)[1]) + ","),
        "table.csv:3: architecture |avg_pool_3x3~0|");
    Path missing = directory.resolve("none.csv");
    assertThat(catchThrowableOfType(AbsException.class, () -> BenchmarkTableReader.read(missing)))
        .hasMessage(missing + ": no such file");
  }

  private static String quoted(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }

  private void assertRefused(UnaryOperator<String> damage, String part) throws IOException {
    Path file = directory.resolve("table.csv");
    Files.writeString(file, damage.apply(TestTable.text(place -> 50)));
    AbsException failure =
        catchThrowableOfType(AbsException.class, () -> BenchmarkTableReader.read(file));
    assertThat(failure.getMessage()).contains(part).doesNotContain("\n");
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
  }
}
