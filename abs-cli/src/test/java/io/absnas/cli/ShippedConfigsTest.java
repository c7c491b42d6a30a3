package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration that ships: headed by its command, and planned without a complaint. */
class ShippedConfigsTest {
  private static final Path CONFIGS = Path.of("..", "configs");

  static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.sorted().toList();
    }
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(configs()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void isHeadedByItsCommand(Path config) throws IOException {
    assertThat(Files.readAllLines(config).get(0))
        .startsWith("# abs " + command(config) + " -c configs/" + config.getFileName())
        .contains(" --out runs/");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void isPlanned(Path config) {
    Outcome outcome =
        Outcome.of(command(config), "-c", config.toString(), "--dry-run", "--no-estimate");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
  }

  /** The first word of the file's name. */
  private static String command(Path config) {
    return config.getFileName().toString().replaceFirst("-.*", "");
  }
}
