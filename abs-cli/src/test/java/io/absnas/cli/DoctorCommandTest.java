package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  @Test
  void startsTheEngineAndNamesItsVersion() {
    Outcome outcome = Outcome.of("doctor", "--device", "cpu:2");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("PyTorch 2.", "cpu:2 = [cpu, cpu]", "OMP_NUM_THREADS");
  }

  @Test
  void missingGpuEndsWithSeven() {
    Outcome outcome = Outcome.of("doctor", "--device", "gpu:97", "-q");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.err().lines()).singleElement().asString().contains("gpu:97");
  }

  @Test
  void unknownDeviceTextIsAUsageError() {
    Outcome outcome = Outcome.of("doctor", "--device", "tpu");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("'tpu'", "cpu:N");
  }
}
