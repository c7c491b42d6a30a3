package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, aarch64, true, Linux on aarch64:",
    "Linux, amd64, false, Linux on amd64 with musl:",
    "Mac OS X, aarch64, true, Mac OS X on aarch64:",
    "Windows 11, amd64, true, Windows 11 on amd64:",
  })
  void whereNothingTrainsOneLineSaysSo(
      String system, String processor, boolean glibc, String part) {
    assertThat(new Platform(system, processor, glibc).problem().orElseThrow())
        .contains(part, "Linux on x86-64 with glibc")
        .doesNotContain("\n");
  }

  @Test
  void linuxOnX86IsServed() {
    assertThat(new Platform("Linux", "amd64", true).problem()).isEmpty();
    assertThat(Platform.ofProcess().problem()).isEmpty();
  }
}
