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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
        "Prints the configuration of 'abs shrink', with the key algo that of 'abs search', with the"
            + " section network that of 'abs train', with every key spelt out: defaults, base"
            + " files, file, environment (ABS_OVERRIDES) and command line."
      })
  static final class Show implements Callable<Integer> {
    private static final String NETWORK = "network";

    private final ConfigCommand config;

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
      config.console.out().print(yaml(sources));
      return 0;
    }

    private static String yaml(ConfigSources sources) {
      if (StrictYaml.mentions(sources, NETWORK)) {
        return TrainConfig.resolve(sources).yaml();
      }
      Optional<DartsAlgorithm> byParameters = SearchAlgorithm.byParameters(sources);
      if (byParameters.isPresent()) {
        return DartsSearchConfig.resolve(byParameters.get(), sources).yaml();
      }
      if (SearchAlgorithm.byPaths(sources)) {
        return ProxylessConfig.resolve(sources).yaml();
      }
      return StrictYaml.mentions(sources, SearchAlgorithm.KEY)
          ? SearchConfig.resolve(SearchAlgorithm.of(sources), sources).yaml()
          : ShrinkConfig.resolve(sources).yaml();
    }
  }
}
