package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.cli.ReferenceFlag.Meaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceFlagTest {
  static Stream<ReferenceFlag> flags() {
    return TypedFlags.everywhere().distinct();
  }

  @ParameterizedTest
  @MethodSource("flags")
  void everyFlagHasItsRowInTheDocumentation(ReferenceFlag flag) throws IOException {
    List<String> rows = Files.readAllLines(Path.of("..", "docs", "differences.md"));
    String hyphens = flag.name().startsWith("--") ? "--" : "-";
    String name = "`" + hyphens + flag.name().substring(hyphens.length()).replace('-', '_');
    assertThat(rows)
        .anyMatch(
            row ->
                row.startsWith("| `-")
                    && (row.contains(name + " ") || row.contains(name + "`"))
                    && row.contains(effect(flag.meaning())));
  }

  private static String effect(Meaning meaning) {
    if (meaning instanceof ReferenceFlag.Sets sets && !sets.overrides().isEmpty()) {
      return "`" + sets.overrides().get(0).replaceFirst("=.*", "=");
    }
    if (meaning instanceof ReferenceFlag.Translates translates) {
      return "`" + translates.key() + "=";
    }
    if (meaning instanceof ReferenceFlag.Together together) {
      return "`" + together.key() + "=";
    }
    if (meaning instanceof ReferenceFlag.Only only) {
      return "only `" + only.value() + "`";
    }
    return meaning instanceof ReferenceFlag.Refused ? "refused" : "no effect";
  }
}
