package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/**
 * The launcher: parses the command line, runs one command and hands back its exit code. Results go
 * to standard output, everything else to standard error.
 */
@Command(
    name = "abs",
    description = "Neural architecture search with angle-based search-space shrinking.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpWidth = 100)
public final class Main {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private final LogOptions logOptions = new LogOptions();

  /** A launcher that writes to the given streams. */
  public Main(PrintStream out, PrintStream err) {
    this(out, err, System.getenv());
  }

  Main(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.console =
        new Console(requireNonNull(out, "out is null"), requireNonNull(err, "err is null"));
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Files and messages are read by programs, whatever language their user's machine speaks.
    Locale.setDefault(Locale.ROOT);
    Main main =
        new Main(
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8));
    main.console.stop().guard();
    System.exit(main.run(arguments));
  }

  /** Runs one command and returns its exit code; see {@link io.absnas.core.run.ExitCode}. */
  public int run(String... arguments) {
    CommandLine cli = commandLine();
    try {
      return cli.execute(Spelling.withHyphens(arguments));
    } catch (Error e) {
      return Failures.unexpected(e, console.err(), logOptions.verbose());
    } finally {
      console.flush();
      console.stop().close();
    }
  }

  /** Asks the command that runs to stop, as a signal does. */
  void stop() {
    console.stop().request();
  }

  CommandLine commandLine() {
    CommandLine cli = new CommandLine(this);
    CommandLine shrink = new CommandLine(new ShrinkCommand(console, environment));
    TypedFlags.addTo(shrink.getCommandSpec(), ReferenceProgram.SHRINK);
    CommandLine search = new CommandLine(new SearchCommand(console, environment));
    SearchFlags.addTo(search.getCommandSpec());
    CommandLine worker = new CommandLine(new WorkerCommand(console, environment));
    TypedFlags.addTo(worker.getCommandSpec(), ReferenceProgram.WORKER);
    CommandLine train = new CommandLine(new TrainCommand(console, environment));
    TypedFlags.addTo(train.getCommandSpec(), ReferenceProgram.TRAIN);
    cli.addSubcommand(new SplitCommand(console, environment));
    cli.addSubcommand(shrink);
    cli.addSubcommand(search);
    cli.addSubcommand(train);
    cli.addSubcommand(new TabulateCommand(console, environment));
    cli.addSubcommand(worker);
    cli.addSubcommand(new StatusCommand(console, environment));
    cli.addSubcommand(new FlopsCommand(console));
    cli.addSubcommand(new LatencyCommand(console));
    cli.addSubcommand(new AngleCommand(console));
    cli.addSubcommand(nb201());
    cli.addSubcommand(new DeriveCommand(console));
    cli.addSubcommand(new ListCommand(console));
    cli.addSubcommand(config());
    cli.addSubcommand(new ReportCommand(console));
    cli.addSubcommand(new DoctorCommand(console, environment));
    cli.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
    return cli.setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(
            (failure, command, parsed) ->
                Failures.execution(failure, console.err(), logOptions.verbose()))
        .setExecutionStrategy(this::execute);
  }

  /** Help and version come first: they must not wait for a logging system to start. */
  private int execute(ParseResult parsed) {
    @Nullable Integer code = CommandLine.executeHelpRequest(parsed);
    if (code != null) {
      return code;
    }
    Logs.start(console.err(), logOptions);
    try {
      return new RunLast().execute(parsed);
    } finally {
      Logs.finish();
    }
  }

  private CommandLine nb201() {
    return new CommandLine(new Nb201Command())
        .addSubcommand(new Nb201CorrelateCommand(console, environment))
        .addSubcommand(new Nb201DropCommand(console, environment))
        .addSubcommand(new Nb201VariantsCommand(console, environment))
        .addSubcommand(new Nb201LookupCommand(console, environment));
  }

  private CommandLine config() {
    ConfigCommand config = new ConfigCommand(console, environment);
    return new CommandLine(config).addSubcommand(new ConfigCommand.Show(config));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
