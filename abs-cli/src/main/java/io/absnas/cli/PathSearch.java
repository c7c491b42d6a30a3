package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.search.proxyless.ProxylessConfig;
import io.absnas.search.proxyless.ProxylessOutcome;
import io.absnas.search.proxyless.ProxylessResult;
import io.absnas.search.proxyless.ProxylessRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code abs search --algo proxyless}. */
final class PathSearch {
  private final Console console;
  private final ConfigOptions options;
  private final RunOption run;

  PathSearch(Console console, ConfigOptions options, RunOption run) {
    this.console = requireNonNull(console, "console is null");
    this.options = requireNonNull(options, "options is null");
    this.run = requireNonNull(run, "run is null");
  }

  /**
   * Searches once, or once per seed.
   *
   * @param sources the configuration with further overrides
   * @param typed the command line
   */
  int call(Function<List<String>, ConfigSources> sources, List<String> typed) {
    ResolvedConfig<ProxylessConfig> config = ProxylessConfig.resolve(sources.apply(List.of()));
    String name = name(config.value());
    return new Sweep(run, console, name)
        .runs(
            config,
            config.value().seeds(),
            options.seed(),
            seed -> ProxylessConfig.resolve(sources.apply(Sweep.only(seed))),
            (one, root, existing) -> search(one, typed, root, existing));
  }

  private int search(
      ResolvedConfig<ProxylessConfig> config,
      List<String> typed,
      Path root,
      RunOptions.Existing existing) {
    ProxylessRun searching = new ProxylessRun(config, typed);
    if (run.dryRun()) {
      searching.plan().lines().forEach(console.out()::println);
      return ExitCode.OK.code();
    }
    searching.prepare();
    console.stop().listen();
    RunEnd end = new RunEnd(console, "abs search");
    try (RunDirectory directory =
        RunDirectory.open(
            root, config.yaml(), ProxylessRun.options(existing), searching::checkResumed)) {
      Logs.alsoTo(directory.log());
      ProxylessOutcome outcome = searching.run(directory, console.stop()::requested);
      if (outcome instanceof ProxylessOutcome.Finished finished) {
        return end.finished(directory, summary(finished.result()));
      }
      return end.stopped(directory);
    }
  }

  private static List<String> summary(ProxylessResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s searched by %s in %d steps, %d updates of the architecture"
            .formatted(result.space(), result.algo(), result.steps(), result.updates()));
    for (ProxylessResult.Found found : result.best()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %s  (%d multiply-adds, %d parameters, top-1 %.2f %% of %d held-out images with"
                  + " the supernet's weights%s)",
              found.rule(),
              found.architecture(),
              found.multiplyAdds(),
              found.parameters(),
              100 * found.top1(),
              found.images(),
              found.withinTarget().map(within -> within ? "" : ", outside the target").orElse("")));
    }
    return lines;
  }

  private String name(ProxylessConfig config) {
    return options.name(() -> "search-" + config.algo() + "-" + config.space().resolve().id());
  }
}
