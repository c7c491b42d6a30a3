package io.absnas.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param name what, in one word or two
 * @param status how it is
 * @param value what was found, one line
 * @param hint what to do about it; empty where nothing needs doing
 */
public record Check(String name, Status status, String value, Optional<String> hint) {
  /** How a check came out. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Works, but slower or otherwise than one may expect. */
    WARN,
    /** Does not work. */
    FAIL
  }

  /** Checks for nulls. */
  public Check {
    requireNonNull(name, "name is null");
    requireNonNull(status, "status is null");
    requireNonNull(value, "value is null");
    requireNonNull(hint, "hint is null");
  }

  /** A check that came out well. */
  public static Check ok(String name, String value) {
    return new Check(name, Status.OK, value, Optional.empty());
  }

  /** A check that came out well enough, and how it would be better. */
  public static Check warn(String name, String value, String hint) {
    return new Check(name, Status.WARN, value, Optional.of(hint));
  }

  /** A check that failed. */
  public static Check fail(String name, String value) {
    return new Check(name, Status.FAIL, value, Optional.empty());
  }
}
