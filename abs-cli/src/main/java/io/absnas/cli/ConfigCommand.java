package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.shrink.ShrinkConfig;
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
        "Prints the configuration of 'abs shrink' with every key spelt out: defaults, base files,"
            + " file, environment (ABS_OVERRIDES) and command line."
      })
  static final class Show implements Callable<Integer> {
    private final ConfigCommand config;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Parameters(arity = "0..*", paramLabel = "KEY.SUB=VALUE", description = "Overrides.")
    private List<String> overrides = new ArrayList<>();

    Show(ConfigCommand config) {
      this.config = requireNonNull(config, "config is null");
    }

    @Override
    public Integer call() {
      config
          .console
          .out()
          .print(
              ShrinkConfig.resolve(
                      options.sources(Optional.empty(), config.environment, List.of(), overrides))
                  .yaml());
      return 0;
    }
  }
}
