package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.search.ChildWorker;
import io.absnas.search.SearchConfig;
import io.absnas.search.remote.Broker;
import io.absnas.search.remote.RemoteWorker;
import io.absnas.search.remote.WorkerReport;
import io.absnas.search.remote.WorkerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code abs worker}: evaluates children for a search that runs elsewhere. */
@Command(
    name = "worker",
    description = {
      "Evaluates children for 'abs search --broker', with one evaluator for each device. Any number"
          + " of workers may join and leave at any time; a child whose worker vanishes goes to"
          + " another one."
    },
    footer = {
      "",
      "With --search the run directory of the search, on a shared file system, says all that is",
      "needed; the worker may be started first and waits for it. Elsewhere, copy config.yaml and the",
      "supernet's weights and give -c, --supernet, --run and the folders of this machine.",
      "",
      "Examples:",
      "  abs worker --search runs/search --broker amqp://abs@head:5672 --device gpu:0,1",
      "  abs worker -c config.yaml --supernet supernet.safetensors --run search-0123456789ab \\",
      "    --broker amqp://abs@head:5672 data.dir=/local/imagenet/train"
    })
final class WorkerCommand implements Callable<Integer> {
  private static final int MAX_NAME = 60;

  /** For what a worker does after the child in hand. */
  private static final Duration LEAVING = Duration.ofSeconds(30);

  private final Console console;
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final BrokerOption broker = new BrokerOption();

  @Option(
      names = "--search",
      paramLabel = "DIR",
      description = "Run directory of the search; stands for -c, --supernet and --run.")
  private @Nullable Path search;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Name of the run, as the search says.")
  private @Nullable String run;

  @Option(
      names = "--supernet",
      paramLabel = "FILE",
      description = "Weights of the supernet; refused if the search has others.")
  private @Nullable Path supernet;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of this worker, unlike any other's (default: host and process).")
  private @Nullable String name;

  @Option(
      names = "--idle",
      paramLabel = "MINUTES",
      defaultValue = "60",
      description = "Leave when nothing was to do for so long (default: ${DEFAULT-VALUE}).")
  private double idleMinutes;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = {
        "After SIGTERM a child in hand may still take so long, then others do it"
            + " (default: ${DEFAULT-VALUE})."
      })
  private double graceSeconds;

  @Parameters(
      arity = "0..*",
      paramLabel = "KEY.SUB=VALUE",
      description = "Overrides of the configuration, for example data.dir=DIR.")
  private List<String> overrides = new ArrayList<>();

  WorkerCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (search != null && (run != null || options.file().isPresent())) {
      throw new AbsException(
          ExitCode.USAGE, "--search stands for -c and --run, so neither goes with it");
    }
    OptionForm.require("--run", run, Job::checkRun);
    OptionForm.require("--name", name, WorkerSettings::of);
    List<String> flags = flags();
    Broker at = broker.require(environment);
    WorkerSettings settings = settings();
    console.stop().listen(settings.grace().plus(LEAVING));
    Optional<SearchTicket> ticket =
        search == null
            ? Optional.of(SearchTicket.of(options.file(), supernet, run))
            : SearchTicket.await(search, settings, console.stop()::requested);
    if (ticket.isEmpty()) {
      return ExitCode.OK.code();
    }
    Path weights = supernet == null ? ticket.get().supernet() : supernet;
    try (ChildWorker worker = ChildWorker.open(resolve(ticket.get().config(), flags), weights)) {
      WorkerReport report =
          new RemoteWorker(
                  at, ticket.get().run(), settings, worker.handlers(), console.stop()::requested)
              .serve();
      console
          .out()
          .printf(
              "%s: %d children evaluated, %d of them failed; %s%n",
              settings.name(), report.done(), report.failed(), why(report.end(), settings));
      return report.end() == WorkerReport.End.STOPPED
          ? ExitCode.TERMINATED.code()
          : ExitCode.OK.code();
    }
  }

  private static String why(WorkerReport.End end, WorkerSettings settings) {
    return switch (end) {
      case STOPPED -> "stopped";
      case IDLE -> "nothing was to do for " + settings.idle().orElseThrow();
      case FINISHED -> "the search has its result";
    };
  }

  private WorkerSettings settings() {
    WorkerSettings usual = WorkerSettings.of(name == null ? defaultName() : name);
    return new WorkerSettings(
        usual.name(),
        time("--grace", graceSeconds, 1),
        Optional.of(time("--idle", idleMinutes, 60)),
        usual.renewal(),
        usual.patience());
  }

  private static Duration time(String option, double value, int seconds) {
    if (!(value >= 0) || value > 1e6) {
      throw new AbsException(
          ExitCode.USAGE, "%s is %s, must be 0 to 1000000".formatted(option, value));
    }
    return Duration.ofMillis(Math.round(value * seconds * 1000));
  }

  private static String defaultName() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]+", "-");
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    String start = host.replaceAll("^-+", "");
    return "%s-%d"
        .formatted(
            start.isEmpty() ? "host" : start.substring(0, Math.min(MAX_NAME, start.length())),
            ProcessHandle.current().pid());
  }

  private List<String> flags() {
    CommandSpec command = requireNonNull(spec, "spec is null");
    return new TypedFlags(command, ReferenceProgram.WORKER)
        .overrides(ConfigSources.none(), console.err());
  }

  private ResolvedConfig<SearchConfig> resolve(Path config, List<String> flags) {
    ConfigSources sources = options.sources(Optional.of(config), environment, flags, overrides);
    return SearchConfig.resolve(SearchAlgorithm.of(sources), sources);
  }
}
