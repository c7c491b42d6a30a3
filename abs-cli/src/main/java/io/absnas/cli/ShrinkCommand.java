package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.Seeds;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.shrink.ShrinkFromFiles;
import io.absnas.shrink.ShrinkOutcome;
import io.absnas.shrink.ShrinkRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code abs shrink}: from a search space to a smaller one. */
@Command(
    name = "shrink",
    description = {
      "Shrinks a search space by angle: trains a supernet, scores every op by the angle of children"
          + " that hold it, drops the lowest, over and over. With --initial and --trained it does"
          + " one round on weights that were trained elsewhere."
    },
    footer = {
      "",
      "Flags of the reference's programs are accepted too; docs/differences.md lists them.",
      "",
      "Examples:",
      "  abs shrink -c configs/shrink-mobilenet-gpu-21-tiny-fashion-mnist.yaml --out runs/first",
      "  abs shrink --out runs/first --resume",
      "  abs shrink -c FILE --out runs/many seeds=0..9    (runs/many-s0 to runs/many-s9)",
      "  abs shrink --space nasbench201 --initial A.npz --trained B.npz"
    })
final class ShrinkCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final RunOption run = new RunOption();
  @Mixin private final EstimateOption estimate = new EstimateOption();
  @Mixin private final OverridesOption overrides = new OverridesOption();

  @Option(
      names = "--initial",
      paramLabel = "FILE",
      description =
          "Weights before training (.npz, .safetensors, .pth, .pt, .pth.tar); needs --trained.")
  private @Nullable Path initial;

  @Option(
      names = "--trained",
      paramLabel = "FILE",
      description = "Weights after training; needs --initial.")
  private @Nullable Path trained;

  @Option(
      names = "--operations-path",
      paramLabel = "FILE",
      description = "Also writes the shrunk space to this file.")
  private @Nullable Path operationsPath;

  ShrinkCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    CommandSpec command = requireNonNull(spec, "spec is null");
    if ((initial == null) != (trained == null)) {
      throw new AbsException(ExitCode.USAGE, "--initial and --trained go together");
    }
    options.check(run, console.err());
    if (initial == null) {
      run.resumedConfig()
          .map(config -> requireNonNull(config.getParent(), "a configuration in no folder"))
          .ifPresent(ShrinkFromFiles::requireNoRound);
    }
    List<String> flags =
        new TypedFlags(command, ReferenceProgram.SHRINK)
            .overrides(sources(List.of(), List.of()), console.err());
    ResolvedConfig<ShrinkConfig> config = resolve(flags, List.of());
    requirePlace(run.directory(name(config)));
    List<String> typed = ConfigOptions.typed(command);
    if (initial != null && trained != null) {
      if (config.value().seeds().isPresent()) {
        throw new AbsException(
            ExitCode.USAGE, "seeds are for training; weights from files are scored by one seed");
      }
      return scoreAndDrop(new ShrinkFromFiles(config, initial, trained, typed), config);
    }
    Optional<Seeds> seeds = config.value().seeds();
    requireOneFile(seeds);
    return new Sweep(run, console, name(config))
        .runs(
            config,
            seeds,
            options.seed(),
            seed -> resolve(flags, Sweep.only(seed)),
            (one, root, existing) ->
                shrink(one, typed, root, existing, isMeasured(one.value().seed(), seeds)));
  }

  /** All runs of a sweep take the same, so a dry run measures one. */
  private boolean isMeasured(long seed, Optional<Seeds> seeds) {
    return options.seed().isPresent() || seeds.map(all -> all.values().get(0) == seed).orElse(true);
  }

  /** The run's own directory is there by the end. */
  private void requirePlace(Path directory) {
    Path file = operationsPath;
    if (file != null && !file.toAbsolutePath().startsWith(directory.toAbsolutePath())) {
      OutputFile.requirePlace("--operations-path", file);
    }
  }

  private void requireOneFile(Optional<Seeds> seeds) {
    if (operationsPath != null
        && options.seed().isEmpty()
        && seeds.filter(all -> all.values().size() > 1).isPresent()) {
      throw new AbsException(
          ExitCode.USAGE, "--operations-path names one file, but seeds has " + seeds.get().text());
    }
  }

  private ResolvedConfig<ShrinkConfig> resolve(List<String> flags, List<String> more) {
    return ShrinkConfig.resolve(sources(flags, more));
  }

  private ConfigSources sources(List<String> flags, List<String> more) {
    List<String> all = new ArrayList<>(overrides.typed());
    all.addAll(more);
    return options.sources(run.resumedConfig(), environment, flags, all);
  }

  private int shrink(
      ResolvedConfig<ShrinkConfig> config,
      List<String> typed,
      Path root,
      RunOptions.Existing existing,
      boolean estimated) {
    ShrinkRun shrinking = new ShrinkRun(config, typed);
    if (run.dryRun()) {
      shrinking.plan().lines().forEach(console.out()::println);
      if (estimated) {
        estimate.print(console.out(), shrinking::estimate);
      }
      return ExitCode.OK.code();
    }
    shrinking.prepare();
    console.stop().listen();
    try (RunDirectory directory = open(config, root, existing, shrinking::checkResumed)) {
      ShrinkOutcome outcome = shrinking.run(directory, console.stop()::requested);
      if (outcome instanceof ShrinkOutcome.Interrupted interrupted) {
        return new RunEnd(console, "abs shrink")
            .stopped(
                directory,
                "stopped after step %d, a checkpoint is written".formatted(interrupted.step()));
      }
      return finish(directory);
    }
  }

  private int scoreAndDrop(ShrinkFromFiles shrinking, ResolvedConfig<ShrinkConfig> config) {
    shrinking.prepare();
    if (run.dryRun()) {
      console.out().println("one score-and-drop round on " + initial + " and " + trained);
      return ExitCode.OK.code();
    }
    try (RunDirectory directory =
        open(config, run.directory(name(config)), run.existing(), resumed -> {})) {
      console.stop().listen();
      if (shrinking.run(directory, console.stop()::requested).isEmpty()) {
        console.err().printf("abs: stopped while scoring, nothing is dropped%n");
        return ExitCode.TERMINATED.code();
      }
      return finish(directory);
    }
  }

  private static RunDirectory open(
      ResolvedConfig<ShrinkConfig> config,
      Path root,
      RunOptions.Existing existing,
      Consumer<RunDirectory> resumeCheck) {
    RunDirectory directory =
        RunDirectory.open(root, config.yaml(), ShrinkRun.options(existing), resumeCheck);
    Logs.alsoTo(directory.log());
    return directory;
  }

  private String name(ResolvedConfig<ShrinkConfig> config) {
    return options.name(() -> "shrink-" + config.value().space().resolve().id());
  }

  private int finish(RunDirectory directory) {
    ShrinkSummary summary = ShrinkSummary.read(directory);
    if (operationsPath != null) {
      summary.copySpace(operationsPath);
    }
    return new RunEnd(console, "abs shrink").finished(directory, summary.lines());
  }
}
