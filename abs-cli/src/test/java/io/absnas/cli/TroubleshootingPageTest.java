package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message that docs/troubleshooting.md quotes is printed by some source. */
class TroubleshootingPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** Where the page goes on with messages of other programs. */
  private static final String END = "## Messages of others";

  private static List<String> sources = List.of();

  @BeforeAll
  static void readSources() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : List.of("core", "shrink", "search", "train", "cli")) {
      try (Stream<Path> walk = Files.walk(ROOT.resolve("abs-" + module + "/src/main/java"))) {
        walk.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    for (String script : List.of("abs", "broker.sh", "setup.sh")) {
      files.add(ROOT.resolve("scripts").resolve(script));
    }
    sources = files.stream().map(TroubleshootingPageTest::text).toList();
  }

  /** A source with texts that are added up on several lines made one. */
  private static String text(Path file) {
    try {
      return Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> messages() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/troubleshooting.md"));
    List<String> messages = new ArrayList<>();
    for (String line : page.substring(0, page.indexOf(END)).lines().toList()) {
      if (line.startsWith("| `")) {
        Matcher quoted = QUOTED.matcher(line.substring(0, line.indexOf(" | ", 2)));
        while (quoted.find()) {
          messages.add(quoted.group(1));
        }
      }
    }
    return messages;
  }

  @Test
  void thePageQuotesMessagesOfEveryKind() throws IOException {
    assertThat(messages()).hasSizeGreaterThan(100).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatAMessageAlwaysSaysIsInOneSource(String message) {
    List<String> fixed =
        Arrays.stream(message.split("\\.\\.\\.", -1))
            .filter(part -> part.chars().filter(Character::isLetter).count() > 1)
            .toList();
    assertThat(fixed).isNotEmpty();
    boolean found = sources.stream().anyMatch(source -> fixed.stream().allMatch(source::contains));
    assertThat(found).as("a source that prints all of %s", fixed).isTrue();
  }
}
