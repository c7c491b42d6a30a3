package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataKind;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.weights.WeightFiles;
import io.absnas.train.EvaluateRun;
import io.absnas.train.TrainConfig;
import io.absnas.train.TrainOutcome;
import io.absnas.train.TrainPlan;
import io.absnas.train.TrainRun;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code abs train}: from an architecture to trained weights, and what weights do. */
@Command(
    name = "train",
    description = {
      "Trains one architecture from scratch, keeps its best and its last weights. With --eval it"
          + " evaluates weights from a file instead: top-1, top-5, class by class."
    },
    footer = {
      "",
      "Flags of the reference's programs are accepted too; docs/differences.md lists them.",
      "",
      "Examples:",
      "  abs train -c configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml --out runs/net",
      "  abs train -c FILE --result runs/search --out runs/net",
      "  abs train --out runs/net --resume",
      "  abs train --eval --eval-resume runs/net/best.safetensors"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String CONFIG = "config.yaml";

  private final Console console;
  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final NetworkOption network = new NetworkOption();
  @Mixin private final RunOption run = new RunOption();
  @Mixin private final EstimateOption estimate = new EstimateOption();
  @Mixin private final OverridesOption overrides = new OverridesOption();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images; sets training.epochs.")
  private @Nullable Integer epochs;

  @Option(
      names = {"--steps", "--total-iters"},
      paramLabel = "N",
      description = "Training steps instead; sets training.steps.")
  private @Nullable Long steps;

  @Option(
      names = "--test-dir",
      paramLabel = "DIR",
      description = {
        "Where the test images are: data.files.test-dir with data.held-out: test; with --eval, of"
            + " data sets that are no folders of pictures, data.dir."
      })
  private @Nullable Path testDir;

  @Option(names = "--auxiliary", description = "Sets network.auxiliary-head.")
  private boolean auxiliary;

  @Option(names = "--eval", description = "Evaluate the weights of --eval-resume, train nothing.")
  private boolean eval;

  @Option(
      names = "--eval-resume",
      paramLabel = "FILE",
      description = {
        "Weights to evaluate; without -c by the configuration beside them, that of their training."
      })
  private @Nullable Path weights;

  @Option(
      names = "--allow-config-change",
      description = {
        "With --resume: go on although seed, data, training or evaluation of the configuration"
            + " differ; result.json tells. The images must be the same in any case."
      })
  private boolean allowConfigChange;

  TrainCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    CommandSpec command = requireNonNull(spec, "spec is null");
    options.check(run, console.err());
    List<String> flags =
        new TypedFlags(command, ReferenceProgram.TRAIN)
            .overrides(
                options.sources(earlier(), environment, List.of(), overrides.typed()),
                console.err());
    List<String> typed = ConfigOptions.typed(command);
    if (eval && weights != null && options.file().isEmpty() && earlier().isEmpty()) {
      // A wrong file has no configuration beside it either, and that would be the lesser complaint.
      WeightFiles.read(weights);
    }
    if (eval) {
      return evaluate(flags, typed);
    }
    if (weights != null) {
      throw new AbsException(ExitCode.USAGE, "--eval-resume needs --eval");
    }
    if (allowConfigChange && !run.resumes()) {
      throw new AbsException(ExitCode.USAGE, "--allow-config-change needs --resume");
    }
    List<String> own = own();
    if (testDir != null) {
      own.add("data.files.test-dir=" + testDir);
      own.add("data.held-out=test");
    }
    ResolvedConfig<TrainConfig> config = resolve(run.resumedConfig(), flags, own, List.of());
    return new Sweep(run, console, name(config))
        .runs(
            config,
            config.value().seeds(),
            options.seed(),
            seed -> resolve(run.resumedConfig(), flags, own, Sweep.only(seed)),
            (one, root, existing) -> train(one, typed, root, existing));
  }

  /** The configuration of the run that goes on, or of the one whose weights are evaluated. */
  private Optional<Path> earlier() {
    return eval
        ? Optional.ofNullable(weights)
            .map(file -> file.resolveSibling(CONFIG))
            .filter(Files::isRegularFile)
        : run.resumedConfig();
  }

  /**
   * The configuration.
   *
   * @param own what options amount to
   * @param last what nobody may override
   */
  private ResolvedConfig<TrainConfig> resolve(
      Optional<Path> otherwise, List<String> flags, List<String> own, List<String> last) {
    List<String> all = new ArrayList<>(own);
    all.addAll(overrides.typed());
    all.addAll(last);
    ConfigSources sources = options.sources(otherwise, environment, flags, all);
    return TrainConfig.resolve(sources);
  }

  /** The overrides that this command's options amount to. */
  private List<String> own() {
    if (epochs != null && steps != null) {
      throw new AbsException(ExitCode.USAGE, "--epochs and --steps exclude each other");
    }
    List<String> own = new ArrayList<>(network.overrides(!options.space().given()));
    if (epochs != null) {
      own.add("training.epochs=" + epochs);
      own.add("training.steps=");
    }
    if (steps != null) {
      own.add("training.steps=" + steps);
      own.add("training.epochs=");
    }
    if (auxiliary) {
      own.add("network.auxiliary-head=true");
    }
    return own;
  }

  private int train(
      ResolvedConfig<TrainConfig> config,
      List<String> typed,
      Path root,
      RunOptions.Existing existing) {
    TrainRun training = new TrainRun(config, typed);
    if (run.dryRun()) {
      TrainPlan plan = training.plan();
      plan.lines().forEach(console.out()::println);
      estimate.print(console.out(), () -> training.estimate(plan));
      return ExitCode.OK.code();
    }
    training.prepare();
    console.stop().listen();
    RunEnd end = new RunEnd(console, "abs train");
    try (RunDirectory directory =
        RunDirectory.open(
            root,
            config.yaml(),
            TrainRun.options(existing, allowConfigChange),
            training::checkResumed)) {
      Logs.alsoTo(directory.log());
      TrainOutcome outcome = training.run(directory, console.stop()::requested);
      if (outcome instanceof TrainOutcome.Finished finished) {
        return end.finished(directory, TrainSummary.lines(finished.result(), directory));
      }
      return end.stopped(directory);
    }
  }

  private int evaluate(List<String> flags, List<String> typed) {
    Path file = weights;
    if (file == null) {
      throw new AbsException(ExitCode.USAGE, "--eval needs --eval-resume FILE");
    }
    if (run.resumes()) {
      throw new AbsException(
          ExitCode.USAGE, "--resume is for training; an evaluation starts anew, see --overwrite");
    }
    if (allowConfigChange || estimate.none()) {
      throw new AbsException(
          ExitCode.USAGE,
          (allowConfigChange ? "--allow-config-change" : EstimateOption.NAME)
              + " is for training, not for --eval");
    }
    Optional<Path> beside = earlier();
    List<String> own = own();
    List<String> one = List.of("seeds=");
    ResolvedConfig<TrainConfig> config = resolve(beside, flags, own, one);
    if (testDir != null) {
      own.addAll(onTest(config.value().data().source() == DataKind.FOLDER, testDir));
      config = resolve(beside, flags, own, one);
    }
    EvaluateRun evaluation = new EvaluateRun(config, file, typed);
    if (run.dryRun()) {
      evaluation.lines().forEach(console.out()::println);
      return ExitCode.OK.code();
    }
    evaluation.prepare();
    console.stop().listen();
    try (RunDirectory directory =
        RunDirectory.open(
            run.directory(evaluationName(file)),
            config.yaml(),
            EvaluateRun.options(run.existing()))) {
      Logs.alsoTo(directory.log());
      Optional<EvaluateRun.Evaluated> evaluated =
          evaluation.run(directory, console.stop()::requested);
      if (evaluated.isEmpty()) {
        console.err().printf("abs: stopped, the evaluation is not finished%n");
        return ExitCode.TERMINATED.code();
      }
      TrainSummary.lines(evaluated.get(), directory).forEach(console.out()::println);
      return ExitCode.OK.code();
    }
  }

  /** A folder of test pictures needs no training pictures; of other sets both lie together. */
  private static List<String> onTest(boolean folder, Path directory) {
    List<String> all = new ArrayList<>();
    all.add("data.held-out=test");
    all.add("data.valid-images=");
    all.add("evaluation.test=false");
    all.add("data.dir=" + directory);
    if (folder) {
      all.add("data.files.test-dir=" + directory);
      all.add("data.files.train-list=");
      all.add("data.files.held-out-list=");
    }
    return all;
  }

  private static String evaluationName(Path weights) {
    Path absolute = weights.toAbsolutePath().normalize();
    String stem = String.valueOf(absolute.getFileName()).replaceFirst("\\.[^.]*$", "");
    Path folder = absolute.getParent();
    return "eval-"
        + (folder == null || folder.getFileName() == null ? "" : folder.getFileName() + "-")
        + stem;
  }

  private String name(ResolvedConfig<TrainConfig> config) {
    return options.name(() -> "train-" + config.value().space().resolve().id());
  }
}
