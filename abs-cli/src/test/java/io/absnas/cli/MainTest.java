package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void helpNamesTheCommandsOnStandardOutput() {
    Outcome outcome = Outcome.of("--help");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("list", "generate-completion").containsOnlyOnce("Usage:");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void versionIsOneLine() {
    Outcome outcome = Outcome.of("--version");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines())
        .singleElement()
        .asString()
        .startsWith("abs ")
        .matches(".*\\(commit ([0-9a-f]+|unknown), DJL [0-9.]+, libtorch [0-9.]+, Java 1.*");
  }

  @Test
  void unknownOptionExitsWithTwoAndNamesTheNearest() {
    Outcome outcome = Outcome.of("list", "spaces", "--quite");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            "abs: Unknown option: '--quite'; did you mean --quiet?\nTry 'abs list --help'.\n");
  }

  @Test
  void unknownCommandNamesTheNearest() {
    Outcome outcome = Outcome.of("lst");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("did you mean list?");
  }

  @Test
  void noCommandIsAUsageError() {
    assertThat(Outcome.of().code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--log_json", "--log-json"})
  void optionsMayBeSpeltWithUnderscores(String option) {
    assertThat(Outcome.of("list", "spaces", option).code()).isZero();
  }

  @Test
  void valuesKeepTheirUnderscores() {
    assertThat(Spelling.withHyphens("--out_dir=a_b", "c_d", "-x_y"))
        .containsExactly("--out-dir=a_b", "c_d", "-x_y");
  }

  @Test
  void completionScriptKnowsCommandsAndOptions() {
    Outcome outcome = Outcome.of("generate-completion");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("complete -F", "list", "--space");
  }
}
