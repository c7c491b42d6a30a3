package io.absnas.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static String line(Throwable failure) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int code = Failures.unexpected(failure, new PrintStream(text, true, UTF_8), false);
    assertThat(code).isEqualTo(1);
    return text.toString(UTF_8).strip();
  }

  @Test
  void aFullDiskIsToldWithoutTheNamesOfExceptions() {
    assertThat(line(new UncheckedIOException(new IOException("No space left on device"))))
        .isEqualTo(
            "abs: a file cannot be read or written: No space left on device (-v shows where)");
  }

  @Test
  void whatNobodyForesawIsNamed() {
    assertThat(line(new IllegalStateException("odd\n  thing")))
        .isEqualTo("abs: IllegalStateException: odd; thing (-v shows where)");
  }

  @Test
  void aKeyAsLongAsABookIsNotPrintedWhole() {
    String line =
        line(new IllegalStateException("key " + "k".repeat(50_000) + "; did you mean x?"));
    assertThat(line).hasSizeBetween(4000, 4100).contains("kk ... (").endsWith("(-v shows where)");
    assertThat(line).contains("did you mean x?");
  }
}
