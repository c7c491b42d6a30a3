package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Values of options that must have a form which something else checks. */
final class OptionForm {
  private OptionForm() {}

  /**
   * Checks a value before work begins.
   *
   * @param value absent if the option was not given
   * @param check throws an {@link IllegalArgumentException} that says what is allowed
   * @throws AbsException of kind USAGE, naming the option
   */
  static void require(String option, @Nullable String value, Consumer<String> check) {
    if (value == null) {
      return;
    }
    try {
      check.accept(value);
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, option + ": " + e.getMessage(), e);
    }
  }
}
