package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.absnas.core.run.SealedJson;
import io.absnas.core.space.ShrunkSpaceFile;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts/reproduce.sh prints is what abs takes. */
class ReproducedCommandsTest {
  private static final String SCRIPT =
      Path.of("..", "scripts", "reproduce.sh").toAbsolutePath().normalize().toString();
  private static final Pattern CALL =
      Pattern.compile(
          "ABS_OPTS=-Xmx8g (?:CUDA_VISIBLE_DEVICES=\\S* )?\\S+/(?:scripts|bin)/abs (.*)");

  @TempDir private Path folder;

  private List<String> printed(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("ABS_OPTS");
    builder.redirectOutput(folder.resolve("output.txt").toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(folder.resolve("output.txt"));
  }

  @Test
  void theDocumentHasEveryRowWithItsNumbers() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "reproducing.md"));
    for (String line : printed("--list").subList(1, 13)) {
      List<String> words = List.of(line.split(" +", -1));
      assertThat(document)
          .contains(
              "| %s | %s | `scripts/reproduce.sh %s` |"
                  .formatted(words.get(1), words.get(3), words.get(0)));
    }
  }

  /**
   * Every command of every row is planned by abs, on results that the steps before it may leave.
   */
  @Test
  void everyCommandIsAccepted() throws Exception {
    Set<String> commands = new LinkedHashSet<>();
    for (String line : printed("--list").subList(1, 13)) {
      printed(line.replaceFirst(" .*", ""), "--local", "--dry-run", "--runs", "runs").stream()
          .filter(printed -> !printed.startsWith("#"))
          .forEach(commands::add);
    }
    // of twelve rows three shrinkings are shared, and two searches
    assertThat(commands).hasSize(3 + 10 + 12);
    shrunk("shrink-mobilenet-gpu-21", "mobilenet-gpu-21");
    shrunk("shrink-mobilenet-cpu-19", "mobilenet-cpu-19");
    shrunk("shrink-darts", "darts");
    String gpu21 = "2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3";
    String cpu19 = "4 2 4 2 2 2 5 2 4 4 2 2 2 4 5 4 2 2 5";
    for (String suffix : List.of("", "-abs")) {
      found("search-spos" + suffix, "mobilenet-gpu-21", gpu21);
      found("search-proxyless" + suffix, "mobilenet-gpu-21", gpu21);
      found("search-fairnas" + suffix, "mobilenet-cpu-19", cpu19);
      found("search-darts" + suffix, "darts-cifar", "DARTS_ABS");
      found("search-pdarts" + suffix, "darts-cifar", "PDARTS_ABS");
    }
    List<String> plans = new ArrayList<>();
    for (String command : commands) {
      Matcher matcher = CALL.matcher(command);
      assertThat(matcher.matches()).as(command).isTrue();
      List<String> words = new ArrayList<>(List.of(matcher.group(1).split(" ", -1)));
      words.addAll(List.of("--dry-run", "--no-estimate"));
      Outcome outcome = Outcome.of(words.toArray(String[]::new));
      assertThat(outcome.err()).as(command).isEmpty();
      assertThat(outcome.code()).as(command).isZero();
      plans.add(command + "\n" + outcome.out());
    }
    // cells found for CIFAR-10 become networks for ImageNet with the published costs
    assertThat(plan(plans, "train-darts-abs --space")).contains("619687640 table FLOPs");
    assertThat(plan(plans, "train-darts-abs-600m --space"))
        .containsPattern(" 547\\d{6} table FLOPs");
    assertThat(plan(plans, "train-spos-abs --result")).contains("472519064 table FLOPs");
    assertThat(plan(plans, "train-fairnas-abs --result")).contains("325068376 table FLOPs");
  }

  private static String plan(List<String> plans, String run) {
    return plans.stream().filter(plan -> plan.contains("/" + run)).findFirst().orElseThrow();
  }

  private void shrunk(String run, String space) throws IOException {
    Files.createDirectories(folder.resolve("runs/" + run));
    new ShrunkSpaceFile(
            SpaceCatalog.find(space), JsonNodeFactory.instance.objectNode(), Optional.empty())
        .write(folder.resolve("runs/" + run + "/shrunk-space.json"));
  }

  private void found(String run, String space, String architecture) throws IOException {
    Files.createDirectories(folder.resolve("runs/" + run));
    SealedJson.write(
        folder.resolve("runs/" + run + "/result.json"),
        Map.of(
            "kind",
            "search",
            "space",
            space,
            "best",
            List.of(Map.of("architecture", architecture))));
  }
}
