package io.absnas.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Loads the classes that short commands use, so that the virtual machine can archive them when it
 * ends; the launcher starts this once. It runs such commands and throws their output away.
 */
public final class CommonClasses {
  private static final String[][] COMMANDS = {
    {"--version"},
    {"--help"},
    {"shrink", "--help"},
    {"list", "spaces"},
    {"list", "architectures"},
    {"flops", "--space", "mobilenet-gpu-21", "--arch", "SPOS+ABS"},
    {"config", "show", "--space", "mobilenet-gpu-21@tiny"},
  };

  private CommonClasses() {}

  /** Runs the commands; takes no arguments. */
  public static void main(String[] arguments) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (String[] command : COMMANDS) {
      new Main(nowhere, nowhere, Map.of()).run(command);
    }
  }
}
