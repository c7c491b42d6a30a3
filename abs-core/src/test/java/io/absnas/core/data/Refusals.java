package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on failures that a user sees. */
final class Refusals {
  private Refusals() {}

  /** Expects a failure with this exit code and a single line. */
  static AbstractThrowableAssert<?, AbsException> assertRefused(
      ExitCode exitCode, ThrowingCallable action) {
    AbsException refusal = catchThrowableOfType(AbsException.class, action);
    assertThat(refusal).isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(exitCode);
    assertThat(refusal.getMessage()).doesNotContain("\n");
    return assertThat(refusal);
  }
}
