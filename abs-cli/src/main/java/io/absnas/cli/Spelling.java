package io.absnas.cli;

import java.util.Arrays;

/**
 * The reference writes {@code --train_dir}, this toolkit {@code --train-dir}; both are accepted.
 */
final class Spelling {
  private Spelling() {}

  /** The arguments with option names spelt with hyphens; values stay as they are. */
  static String[] withHyphens(String... arguments) {
    return Arrays.stream(arguments).map(Spelling::withHyphens).toArray(String[]::new);
  }

  private static String withHyphens(String argument) {
    if (!argument.startsWith("--")) {
      return argument;
    }
    int end = argument.indexOf('=');
    String name = end < 0 ? argument : argument.substring(0, end);
    return name.replace('_', '-') + argument.substring(name.length());
  }
}
