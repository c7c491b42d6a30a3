package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AbsExceptionTest {
  @Test
  void whatAFileHoldsStaysOnOneLineOfTheMessage() {
    assertThat(new AbsException(ExitCode.INPUT, "a.yaml:3: op is iden\u0085tity, known are a, b"))
        .hasMessage("a.yaml:3: op is iden; tity, known are a, b");
    assertThat(new AbsException(ExitCode.USAGE, " x\r\n  y\u2028z\u0007\tw\n", new Error()))
        .hasMessage("x; y; z?\tw");
  }

  @Test
  void longRunsOfBlanksAndBreaksCostLinearTime() {
    String blanks = " ".repeat(1_000_000);
    assertThat(new AbsException(ExitCode.INPUT, "a" + blanks + "b" + "\n".repeat(1_000_000) + "c"))
        .hasMessage("a" + blanks + "b; c");
  }
}
