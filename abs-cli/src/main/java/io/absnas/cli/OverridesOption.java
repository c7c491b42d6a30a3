package io.absnas.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Overrides of a configuration, behind everything else. */
final class OverridesOption {
  @Parameters(
      arity = "0..*",
      paramLabel = "KEY.SUB=VALUE",
      description = "Overrides of the configuration, for example training.epochs=3.")
  private List<String> overrides = new ArrayList<>();

  /** What was typed, in order. */
  List<String> typed() {
    return List.copyOf(overrides);
  }
}
