package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.search.SearchJobs;
import io.absnas.search.SearchStatus;
import io.absnas.search.remote.Broker;
import io.absnas.search.remote.DeadLetter;
import io.absnas.search.remote.RunView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code abs status}: how far a search is, and who works for it. */
@Command(
    name = "status",
    description = {
      "Says how far a search is: generation, best child, rate, time left; with a broker also the"
          + " workers that are connected, what waits, and what was put aside and why."
    },
    footer = {
      "",
      "Examples:",
      "  abs status runs/search",
      "  abs status runs/search --broker amqp://abs@head:5672 --dead 20",
      "  abs status --run search-0123456789ab --broker amqp://abs@head:5672 --json"
    })
final class StatusCommand implements Callable<Integer> {
  private static final int MAX_DEAD = 1000;

  private final Console console;
  private final Map<String, String> environment;

  @Mixin private final BrokerOption broker = new BrokerOption();

  @Parameters(arity = "0..1", paramLabel = "RUN", description = "Run directory of a search.")
  private @Nullable Path directory;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Name of the run at the broker, where its directory is out of reach.")
  private @Nullable String run;

  @Option(
      names = "--dead",
      paramLabel = "N",
      defaultValue = "0",
      description = "Show up to N of the messages that were put aside, each with its reason.")
  private int dead;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  StatusCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  /**
   * All that is known.
   *
   * @param run name at the broker
   * @param search what the searcher left in its directory
   * @param broker what the broker knows
   * @param dead messages that were put aside
   */
  record Known(
      Optional<String> run,
      Optional<SearchStatus> search,
      Optional<RunView> broker,
      List<DeadLetter> dead) {}

  @Override
  public Integer call() {
    if (dead < 0 || dead > MAX_DEAD) {
      throw new AbsException(
          ExitCode.USAGE, "--dead is %d, must be 0 to %d".formatted(dead, MAX_DEAD));
    }
    Known known = known();
    if (json) {
      console.out().println(StrictJson.text(known).strip());
    } else {
      StatusLines.of(known).forEach(console.out()::println);
    }
    return ExitCode.OK.code();
  }

  private Known known() {
    OptionForm.require("--run", run, Job::checkRun);
    if (directory == null && run == null) {
      throw new AbsException(
          ExitCode.USAGE, "which run? give its directory, or --run NAME and --broker URI");
    }
    Optional<SearchStatus> said = Optional.empty();
    Optional<String> name = Optional.ofNullable(run);
    if (directory != null) {
      if (!Files.isRegularFile(directory.resolve("config.yaml"))) {
        throw new AbsException(ExitCode.INPUT, directory + ": holds no run");
      }
      said = SearchStatus.read(directory);
      name = name.or(() -> SearchJobs.read(requireNonNull(directory)).map(SearchJobs::run));
    }
    Optional<Broker> at = directory == null ? Optional.of(broker.require(environment)) : find(name);
    if (name.isEmpty() || at.isEmpty()) {
      return new Known(name, said, Optional.empty(), List.of());
    }
    Optional<RunView> view = RunView.of(at.get(), name.get());
    if (view.isEmpty() && said.isEmpty()) {
      throw new AbsException(ExitCode.INPUT, "%s knows no run %s".formatted(at.get(), name.get()));
    }
    List<DeadLetter> letters =
        dead == 0 ? List.of() : RunView.deadLetters(at.get(), name.get(), dead);
    return new Known(name, said, view, letters);
  }

  /** A broker that is not asked for is not looked for when the search has no workers. */
  private Optional<Broker> find(Optional<String> name) {
    return name.isPresent() ? broker.find(environment) : broker.typed(environment);
  }
}
