package io.absnas.cli;

import io.absnas.core.run.ConfigSources;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.darts.DartsSearchConfig;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Flags of the reference's five searching programs, of which the algorithm says which one it is.
 */
final class SearchFlags {
  private static final ReferenceProgram[] PROGRAMS = {
    ReferenceProgram.SEARCH_SUPERNET,
    ReferenceProgram.SEARCH_DARTS,
    ReferenceProgram.SEARCH_PDARTS,
    ReferenceProgram.SEARCH_PROXYLESS
  };

  private SearchFlags() {}

  /**
   * Makes a command accept them. In searches {@code --layers} and {@code --init-channels} are of
   * the network that searches, elsewhere of the space.
   */
  static void addTo(CommandSpec command) {
    rename(command, "--layers", "--cells");
    rename(command, "--init-channels", "--channels");
    TypedFlags.addTo(command, PROGRAMS);
  }

  private static void rename(CommandSpec command, String theirs, String ours) {
    @Nullable OptionSpec option = command.findOption(theirs);
    if (option != null) {
      command.remove(option);
      command.addOption(OptionSpec.builder(option).names(ours).build());
    }
  }

  /**
   * The overrides that flags amount to; notes go to {@code err}.
   *
   * @param sources of the configuration without them
   * @param epochs of the training, of every stage where there are several, if they were given
   */
  static List<String> overrides(
      CommandSpec command, ConfigSources sources, @Nullable Integer epochs, PrintStream err) {
    Optional<DartsAlgorithm> stages = SearchAlgorithm.byParameters(sources);
    boolean paths = SearchAlgorithm.byPaths(sources);
    TypedFlags flags = new TypedFlags(command, program(stages, paths), PROGRAMS);
    List<String> overrides = new ArrayList<>(flags.overrides(sources, err));
    if (stages.isPresent()) {
      int count = DartsSearchConfig.stages(stages.get(), sources);
      overrides.addAll(new StageFlags(stages.get(), count, flags, err).overrides(epochs));
      return overrides;
    }
    if (epochs != null) {
      overrides.add("training.epochs=" + epochs);
    }
    if (paths) {
      overrides.addAll(new ProxylessFlags(flags, sources).overrides());
    }
    return overrides;
  }

  private static ReferenceProgram program(Optional<DartsAlgorithm> stages, boolean paths) {
    if (paths) {
      return ReferenceProgram.SEARCH_PROXYLESS;
    }
    return stages
        .map(
            algorithm ->
                switch (algorithm) {
                  case DARTS -> ReferenceProgram.SEARCH_DARTS;
                  case PDARTS -> ReferenceProgram.SEARCH_PDARTS;
                })
        .orElse(ReferenceProgram.SEARCH_SUPERNET);
  }
}
