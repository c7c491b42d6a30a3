package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.StrictYaml;
import io.absnas.search.SearchConfig;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.darts.DartsSearchConfig;
import io.absnas.search.proxyless.ProxylessConfig;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.train.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code abs config}: what a configuration comes to. */
@Command(name = "config", description = "Shows configurations.")
final class ConfigCommand {
  private final Console console;
  private final Map<String, String> environment;

  ConfigCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  /** {@code abs config show}. */
  @Command(
      name = "show",
      description = {
        "Prints a configuration with every key spelt out: defaults, base files, file, environment"
            + " (ABS_OVERRIDES) and command line. Without --command it is that of 'abs search' if"
            + " it has the key algo, of 'abs train' if it has the section network, else of 'abs"
            + " shrink'."
      })
  static final class Show implements Callable<Integer> {
    /** Commands that have a configuration. */
    enum Configured {
      SHRINK,
      SEARCH,
      TRAIN,
      TABULATE;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    private static final String NETWORK = "network";

    private final ConfigCommand config;

    @Option(
        names = "--command",
        paramLabel = "NAME",
        description = "Whose configuration: ${COMPLETION-CANDIDATES}.")
    private @Nullable Configured command;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Parameters(arity = "0..*", paramLabel = "KEY.SUB=VALUE", description = "Overrides.")
    private List<String> overrides = new ArrayList<>();

    Show(ConfigCommand config) {
      this.config = requireNonNull(config, "config is null");
    }

    @Override
    public Integer call() {
      ConfigSources sources =
          options.sources(Optional.empty(), config.environment, List.of(), overrides);
      config.console.out().print(yaml(command == null ? byKeys(sources) : command, sources));
      return 0;
    }

    private static Configured byKeys(ConfigSources sources) {
      if (StrictYaml.mentions(sources, NETWORK)) {
        return Configured.TRAIN;
      }
      return StrictYaml.mentions(sources, SearchAlgorithm.KEY)
          ? Configured.SEARCH
          : Configured.SHRINK;
    }

    private static String yaml(Configured command, ConfigSources sources) {
      return switch (command) {
        case SHRINK -> ShrinkConfig.resolve(sources).yaml();
        case SEARCH -> search(sources);
        case TRAIN, TABULATE -> TrainConfig.resolve(sources).yaml();
      };
    }

    private static String search(ConfigSources sources) {
      Optional<DartsAlgorithm> byParameters = SearchAlgorithm.byParameters(sources);
      if (byParameters.isPresent()) {
        return DartsSearchConfig.resolve(byParameters.get(), sources).yaml();
      }
      if (SearchAlgorithm.byPaths(sources)) {
        return ProxylessConfig.resolve(sources).yaml();
      }
      return SearchConfig.resolve(SearchAlgorithm.of(sources), sources).yaml();
    }
  }
}
