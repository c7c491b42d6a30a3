package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/architecture.md and docs/algorithms.md say of packages and classes is so. */
class ArchitecturePageTest {
  private static final Path ROOT = Path.of("..");
  private static final String HOME = "io.absnas.";
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?io\\.absnas\\.((?:[a-z0-9]+\\.)+)[A-Z]");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\| .* \\| ([^|]*)\\|$");
  private static final Pattern QUOTED = Pattern.compile("`([a-z0-9.]+)`");

  /** A class that a page names, by its name or with packages, perhaps with a member. */
  private static final Pattern NAMED =
      Pattern.compile("`((?:[a-z0-9]+\\.)*)([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)*)((?:\\.\\w+)*)`");

  /** Names of other projects. */
  private static final Set<String> FOREIGN = Set.of("GradScaler");

  /** Packages below {@code io.absnas}, and what their classes import from other ones of ours. */
  private static final Map<String, Set<String>> imports = new TreeMap<>();

  /** Sources of main and test classes by simple name, with the folders that they lie in. */
  private static final Map<String, String> classes = new HashMap<>();

  @BeforeAll
  static void readSources() throws IOException {
    for (String module : List.of("core", "shrink", "search", "train", "cli")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve("abs-" + module + "/src"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(ArchitecturePageTest::read);
      }
    }
  }

  private static void read(Path file) {
    String path = file.toString().replace('/', '.');
    String source;
    try {
      source = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = file.getFileName().toString().replace(".java", "");
    classes.merge(name, path + "\n" + source, String::concat);
    if (path.contains(".src.main.java.")) {
      int start = path.indexOf(HOME) + HOME.length();
      String own = path.substring(start, path.length() - name.length() - ".java".length() - 1);
      Set<String> others = imports.computeIfAbsent(own, key -> new TreeSet<>());
      Matcher matcher = IMPORT.matcher(source);
      while (matcher.find()) {
        others.add(matcher.group(1).replaceAll("\\.$", ""));
      }
      others.remove(own);
    }
  }

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve(name));
  }

  @Test
  void theTableOfPackagesIsThatOfTheSources() throws IOException {
    Map<String, Set<String>> table = new TreeMap<>();
    Matcher row = ROW.matcher(page("architecture.md"));
    while (row.find()) {
      Set<String> known = new TreeSet<>();
      QUOTED.matcher(row.group(2)).results().forEach(one -> known.add(one.group(1)));
      table.put(row.group(1), known);
    }
    // The command line may know everything, and the page does not say what it happens to.
    assertThat(table.remove("cli")).isEmpty();
    Map<String, Set<String>> others = new TreeMap<>(imports);
    others.remove("cli");
    assertThat(table).containsExactlyEntriesOf(others);
  }

  @ParameterizedTest
  @ValueSource(strings = {"algorithms.md", "architecture.md"})
  void everyClassThatIsNamedIsThere(String page) throws IOException {
    Set<String> missing = new TreeSet<>();
    NAMED
        .matcher(page(page))
        .results()
        .filter(named -> !FOREIGN.contains(named.group(2)))
        .filter(named -> !isThere(named.group(1), named.group(2), named.group(3)))
        .forEach(named -> missing.add(named.group()));
    assertThat(missing).isEmpty();
  }

  /** The class, in a package that ends so, with the last member somewhere in its source. */
  private static boolean isThere(String packages, String name, String members) {
    String found = classes.getOrDefault(name, "");
    String member = members.substring(members.lastIndexOf('.') + 1);
    return found.contains("." + packages + name + ".java") && found.contains(member);
  }
}
