package io.absnas.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals to processes whose command does not listen and is inside the engine's library. */
class SignalTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aProcessThatComputesIsEndedByTheSignalAndDoesNotCrash(String signal, int status)
      throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    Process process =
        // What a shell starts in the background ignores SIGINT, and so would all that it starts.
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dabs.home=" + Path.of("..").toRealPath(),
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName(),
                "latency",
                "--space=mobilenet-gpu-21@tiny",
                "--batch-size=64",
                "--repeats=1000000",
                "--out=latency.json")
            .directory(folder.toFile())
            .redirectError(err.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    try {
      while (process.isAlive() && !Files.readString(err).contains("1000000 rounds")) {
        Thread.sleep(20);
      }
      new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(status);
    assertThat(Files.readString(err, UTF_8))
        .endsWith("abs: ended by SIG%s%n".formatted(signal))
        .doesNotContain("fatal error");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("out", "err");
    }
  }

  private static String absolute(String classPath) {
    return String.join(
        System.getProperty("path.separator"),
        List.of(classPath.split(System.getProperty("path.separator"), -1)).stream()
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
