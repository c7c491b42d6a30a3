package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.Sha256;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.ResumedInputs;
import io.absnas.core.train.RunProvenance;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One score-and-drop round on weights that somebody trained elsewhere: {@code abs shrink --initial
 * A --trained B --space S}. Of the configuration only seed, space, scoring and drop matter.
 */
public final class ShrinkFromFiles {
  /** Kind of the files that a round is built on, and no run that trains. */
  private static final String WEIGHTS = "weights";

  private static final Logger log = LoggerFactory.getLogger(ShrinkFromFiles.class);

  private final ResolvedConfig<ShrinkConfig> config;
  private final Path initial;
  private final Path trained;
  private final List<String> command;
  private final SearchSpace space;
  private @Nullable Weights weights;

  /** Both weight files and what the angles need of them. */
  private record Weights(NamedTensors base, NamedTensors current, WeightSums sums) {}

  /**
   * Checks the configuration and proves that the FLOPs window can be met.
   *
   * @param initial weights before training
   * @param trained weights after training
   * @param command command line as typed, for provenance
   */
  public ShrinkFromFiles(
      ResolvedConfig<ShrinkConfig> config, Path initial, Path trained, List<String> command) {
    this.config = requireNonNull(config, "config is null");
    this.initial = requireNonNull(initial, "initial is null");
    this.trained = requireNonNull(trained, "trained is null");
    this.command = List.copyOf(command);
    this.space = config.value().space().resolve();
    ShrinkChecks checks = new ShrinkChecks(config, space);
    checks.checkWindow();
    checks.checkMetricOfFiles();
  }

  /**
   * Checks that a directory is none of a round, before it is resumed: the configuration of a round
   * is that of a run that trains, and would train.
   *
   * @throws AbsException of kind CHECKPOINT
   */
  public static void requireNoRound(Path directory) {
    if (ResumedInputs.of(directory).wereOf(WEIGHTS)) {
      throw new AbsException(
          ExitCode.CHECKPOINT,
          directory
              + " is one round on weights from files, which trains nothing and is not resumed: give"
              + " --initial and --trained again, with --overwrite");
    }
  }

  /**
   * Reads both weight files, so that a bad one is named before there is a run directory.
   *
   * @throws io.absnas.core.run.AbsException of kind INPUT
   */
  public void prepare() {
    weights();
  }

  private Weights weights() {
    Weights read = weights;
    if (read == null) {
      NamedTensors base = WeightFiles.read(initial);
      NamedTensors current = WeightFiles.read(trained);
      if (config.value().scoring().metric() == MetricKind.MAGNITUDE) {
        TrainedAlphas.require(base, current, trained);
      }
      read = new Weights(base, current, WeightSums.of(space, base, current));
      weights = read;
    }
    return read;
  }

  /**
   * Scores, drops, and writes history, shrunk space and result.
   *
   * @param stopRequested asked while scoring; true ends the round before anything is written
   * @return empty if the round was ended
   */
  public Optional<ShrinkResult> run(RunDirectory directory, BooleanSupplier stopRequested) {
    ShrinkConfig values = config.value();
    Weights read = weights();
    writeProvenance(directory);
    ScoreAndDrop scoring = new ScoreAndDrop(values.scoring(), values.drop().dropRule(space));
    RandomStreams streams = RandomStreams.of(values.seed());
    ScoringReporter reporter =
        new ScoringReporter(log, Duration.ofSeconds(values.log().everySeconds()));
    return scoring
        .turn(
            space,
            metric(read),
            SupernetMeasures.draws(values.scoring().sampling(), streams, space, 0, 0),
            (part, done, total) -> {
              reporter.update(0, part, done, total);
              return !stopRequested.getAsBoolean();
            })
        .map(turn -> write(directory, scoring, turn));
  }

  private OpMetric metric(Weights read) {
    return switch (config.value().scoring().metric()) {
      case ANGLE -> new OpMetric.OfChildren(new AngleScorer(read.sums())::angle);
      case MAGNITUDE -> OpMetric.magnitude(space, read.current());
      case RANDOM -> OpMetric.random(RandomStreams.of(config.value().seed()), space, 0);
      case ACCURACY -> throw new IllegalStateException("refused before");
    };
  }

  private ShrinkResult write(RunDirectory directory, ScoreAndDrop scoring, ScoreAndDrop.Turn turn) {
    ShrinkConfig values = config.value();
    Weights read = weights();
    String baseId = WeightsId.of(read.base());
    StageRecord stage =
        new StageRecord(
            0,
            0,
            0,
            space.size(),
            turn.left().size(),
            baseId,
            false,
            turn.children(),
            turn.wholeSpace(),
            turn.tries(),
            scoring.records(space, turn),
            turn.drops().stream().map(drop -> DropRecord.of(space, drop)).toList());
    History history = ShrinkProgress.start(space, baseId).history().withStages(List.of(stage));
    try {
      List<Provenance.BuiltOn> builtOn = builtOn(values);
      ShrinkFiles files = new ShrinkFiles(directory.root(), config.sha256(), builtOn);
      files.writeSpace(turn.left(), history);
      return files.writeResult(
          space, turn.left(), StopReason.STAGES, history, baseId, WeightsId.of(read.current()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Provenance.BuiltOn> builtOn(ShrinkConfig values) throws IOException {
    List<Provenance.BuiltOn> inputs = new ArrayList<>();
    String file = values.space().file();
    if (file != null) {
      inputs.add(new Provenance.BuiltOn("space", file, Sha256.of(Path.of(file))));
    }
    inputs.add(new Provenance.BuiltOn(WEIGHTS, initial.toString(), Sha256.of(initial)));
    inputs.add(new Provenance.BuiltOn(WEIGHTS, trained.toString(), Sha256.of(trained)));
    return inputs;
  }

  /** First of all: by it a round is told from a run that trains, whose configuration is alike. */
  private void writeProvenance(RunDirectory directory) {
    ShrinkConfig values = config.value();
    try {
      new RunProvenance(command, values.seed(), config.sha256(), "none", builtOn(values))
          .write(
              directory,
              RuntimeInfo.of(Optional.empty(), "none", values.scoring().workers(), Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
