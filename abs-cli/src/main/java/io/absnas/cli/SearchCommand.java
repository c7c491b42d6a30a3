package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.search.EvaluationPlace;
import io.absnas.search.SearchConfig;
import io.absnas.search.SearchOutcome;
import io.absnas.search.SearchRun;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.remote.Broker;
import io.absnas.search.remote.RemoteJobRunner;
import io.absnas.search.remote.RemoteLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code abs search}: from a search space to architectures. */
@Command(
    name = "search",
    description = {
      "Searches a space for its best architectures: trains a supernet on the full or shrunk space,"
          + " then evolves children of it inside a FLOPs window, each measured with the supernet's"
          + " weights after its batch norms were re-estimated. With --algo darts|pdarts: trains"
          + " architecture parameters beside the weights and derives a genotype from them. With"
          + " --algo proxyless: trains probabilities of paths beside the weights, with a FLOPs or"
          + " latency target, and derives an architecture that meets it."
    },
    footer = {
      "",
      "Flags of the reference's programs are accepted too; docs/differences.md lists them.",
      "",
      "Examples:",
      "  abs search --algo spos --space runs/first/shrunk-space.json --out runs/search",
      "  abs search -c configs/search-spos-mobilenet-gpu-21-tiny-fashion-mnist.yaml --out"
          + " runs/search",
      "  abs search --algo proxyless --space S objective.target=flops"
          + " objective.reference=475000000 --out runs/search",
      "  abs search --algo darts --unrolled --space runs/darts/shrunk-space.json --out runs/search",
      "  abs search --out runs/search --resume",
      "  abs search -c FILE --out runs/search --broker amqp://abs@head:5672   (see abs worker)",
      "  abs search --algo spos --space S --supernet runs/search/supernet.safetensors \\",
      "    --initial runs/search/base.safetensors --fitness angle"
    })
final class SearchCommand implements Callable<Integer> {
  /** How long a broker that is gone is waited for; the search can be resumed afterwards. */
  private static final Duration BROKER_PATIENCE = Duration.ofHours(6);

  private final Console console;
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final RunOption run = new RunOption();
  @Mixin private final EstimateOption estimate = new EstimateOption();
  @Mixin private final OverridesOption overrides = new OverridesOption();
  @Mixin private final BrokerOption broker = new BrokerOption();

  @Option(
      names = "--algo",
      paramLabel = "ALGORITHM",
      description =
          "spos (uniform paths), fairnas (strict fairness), proxyless (probable paths, with a"
              + " target), darts or pdarts (architecture parameters); sets algo.")
  private @Nullable String algo;

  @Option(
      names = "--operations-path",
      paramLabel = "FILE",
      description =
          "The shrunk space of 'abs shrink', or the reference's pickled list of op codes; the same"
              + " as --space FILE. Such a list belongs to the space of --space or -c.")
  private @Nullable Path operationsPath;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Epochs of the training; sets training.epochs, of darts and pdarts stages.epochs.")
  private @Nullable Integer epochs;

  @Option(
      names = "--supernet",
      paramLabel = "FILE",
      description = "Weights of a supernet that is trained already; sets supernet.weights.")
  private @Nullable Path supernet;

  @Option(
      names = "--initial",
      paramLabel = "FILE",
      description = "Weights that its training started from, for angles; sets supernet.initial.")
  private @Nullable Path initial;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "Architectures that are exported; sets evolution.top-k.")
  private @Nullable Integer topK;

  @Option(
      names = "--fitness",
      paramLabel = "FITNESS",
      description = "accuracy or angle; sets evolution.fitness.")
  private @Nullable String fitness;

  @Option(
      names = "--strategy",
      paramLabel = "STRATEGY",
      description = "genetic, random or nsga2; sets evolution.strategy.")
  private @Nullable String strategy;

  @Option(
      names = "--unrolled",
      description = "The second order of darts; sets alphas.order=second.")
  private boolean unrolled;

  SearchCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    CommandSpec command = requireNonNull(spec, "spec is null");
    options.check(run, console.err());
    List<String> flags =
        SearchFlags.overrides(command, sources(List.of(), List.of()), epochs, console.err());
    List<String> typed = ConfigOptions.typed(command);
    Optional<DartsAlgorithm> byParameters = SearchAlgorithm.byParameters(sources(flags, List.of()));
    boolean byPaths = SearchAlgorithm.byPaths(sources(flags, List.of()));
    if ((byParameters.isPresent() || byPaths) && broker.typed(environment).isPresent()) {
      throw new AbsException(
          ExitCode.USAGE, "--broker is for spos and fairnas: other searches evaluate no children");
    }
    if (byParameters.isPresent()) {
      return new GenotypeSearch(console, options, run, estimate)
          .call(byParameters.get(), more -> sources(flags, more), typed);
    }
    if (byPaths) {
      return new PathSearch(console, options, run).call(more -> sources(flags, more), typed);
    }
    ResolvedConfig<SearchConfig> config = resolve(flags, List.of());
    return new Sweep(run, console, name(config))
        .runs(
            config,
            config.value().seeds(),
            options.seed(),
            seed -> resolve(flags, Sweep.only(seed)),
            (one, root, existing) -> search(one, typed, root, existing));
  }

  private ResolvedConfig<SearchConfig> resolve(List<String> flags, List<String> more) {
    ConfigSources sources = sources(flags, more);
    return SearchConfig.resolve(SearchAlgorithm.of(sources), sources);
  }

  private ConfigSources sources(List<String> flags, List<String> more) {
    List<String> all = all();
    all.addAll(more);
    return options.sources(run.resumedConfig(), environment, flags, all);
  }

  /** The overrides that options amount to, then those that were typed. */
  private List<String> all() {
    List<String> all = new ArrayList<>();
    if (operationsPath != null) {
      options.space().checkBeside(operationsPath);
      all.add("space.file=" + operationsPath);
      // A pickled list does not name its space, so it is that of the configuration.
      if (options.space().given() || !SpaceCatalog.isPickled(operationsPath)) {
        all.add("space.id=" + options.space().text().orElse(""));
      }
    }
    add(all, SearchAlgorithm.KEY, algo);
    add(all, "supernet.weights", supernet);
    add(all, "supernet.initial", initial);
    add(all, "evolution.top-k", topK);
    add(all, "evolution.fitness", fitness);
    add(all, "evolution.strategy", strategy);
    add(all, "alphas.order", unrolled ? "second" : null);
    all.addAll(overrides.typed());
    return all;
  }

  private static void add(List<String> all, String key, @Nullable Object value) {
    if (value != null) {
      all.add(key + "=" + value);
    }
  }

  private int search(
      ResolvedConfig<SearchConfig> config,
      List<String> typed,
      Path root,
      RunOptions.Existing existing) {
    SearchRun searching = new SearchRun(config, typed);
    if (run.dryRun()) {
      searching.plan().lines().forEach(console.out()::println);
      return ExitCode.OK.code();
    }
    Optional<Broker> at = broker.typed(environment);
    at.ifPresent(Broker::requireReachable);
    searching.prepare(at.isEmpty());
    console.stop().listen();
    RunEnd end = new RunEnd(console, "abs search");
    try (RunDirectory directory =
        RunDirectory.open(
            root, config.yaml(), SearchRun.options(existing), searching::checkResumed)) {
      Logs.alsoTo(directory.log());
      Optional<EvaluationPlace> place = at.map(one -> workers(one, config.value().jobs()));
      SearchOutcome outcome = searching.run(directory, place, console.stop()::requested);
      if (outcome instanceof SearchOutcome.Finished finished) {
        return end.finished(directory, SearchSummary.lines(finished.result(), directory));
      }
      return end.stopped(directory);
    }
  }

  private static EvaluationPlace workers(Broker at, RetryPolicy retries) {
    return like -> new RemoteJobRunner(at, like, RemoteLimits.of(retries), BROKER_PATIENCE);
  }

  private String name(ResolvedConfig<SearchConfig> config) {
    return options.name(
        () ->
            "search-%s-%s"
                .formatted(config.value().algo().id(), config.value().space().resolve().id()));
  }
}
