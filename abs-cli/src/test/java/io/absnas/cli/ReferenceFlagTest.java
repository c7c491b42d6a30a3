package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceFlagTest {
  @ParameterizedTest
  @EnumSource(ReferenceFlag.class)
  void everyFlagHasItsRowInTheDocumentation(ReferenceFlag flag) throws IOException {
    List<String> rows = Files.readAllLines(Path.of("..", "docs", "differences.md"));
    String name = "| `--" + flag.flag().substring(2).replace('-', '_') + " ";
    String effect = flag.key().map(key -> "`" + key + "=").orElse("no effect");
    assertThat(rows).anyMatch(row -> row.startsWith(name) && row.contains(effect));
  }
}
