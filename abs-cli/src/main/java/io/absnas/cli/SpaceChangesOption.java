package io.absnas.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Changes of a space, of commands that have no other configuration. */
final class SpaceChangesOption {
  @Parameters(
      arity = "0..*",
      paramLabel = "space.KEY=VALUE",
      description = "Changes of the space, for example space.width=0.5.")
  private List<String> changes = new ArrayList<>();

  /** What was typed, in order. */
  List<String> typed() {
    return List.copyOf(changes);
  }
}
