package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void startsTheEngineAndTellsWhereItIsFrom() {
    Outcome outcome = Outcome.of("doctor", "--device", "cpu:2");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("libtorch 2.", "flavour c", "cpu:2 = [cpu, cpu]");
    assertThat(outcome.out().lines()).allMatch(line -> line.matches("(ok|warn|  ).*"));
  }

  @Test
  void missingGpuEndsWithSeven() {
    Outcome outcome = Outcome.of("doctor", "--device", "gpu:97", "-q");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.out()).contains("ok    library ", "fail  devices ");
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("abs: devices: device gpu:97 was asked for, but ");
  }

  @Test
  void unknownDeviceTextIsAUsageError() {
    Outcome outcome = Outcome.of("doctor", "--device", "tpu");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("'tpu'", "cpu:N");
    assertThat(Outcome.of("doctor", "--broker", "a b").code()).isEqualTo(2);
  }

  @Test
  void jsonHoldsEveryCheckAndTheExitCode() throws IOException {
    Outcome outcome =
        Outcome.of(
            "doctor", "--device", "cpu", "--data", folder.resolve("none").toString(), "--json");
    assertThat(outcome.code()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(outcome.out());
    assertThat(report.path("exit-code").asInt()).isEqualTo(1);
    assertThat(report.path("checks").findValuesAsText("name"))
        .contains("java", "memory", "library", "cache", "gpus", "devices", "threads", "data");
    JsonNode last = report.path("checks").get(report.path("checks").size() - 1);
    assertThat(last.path("status").asText()).isEqualTo("fail");
    assertThat(last.path("value").asText()).endsWith("none is no folder");
  }
}
