package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.MetricLog;
import io.absnas.core.run.ProgressReporter;
import io.absnas.search.evolution.Brood;
import io.absnas.search.evolution.ChildOutcome;
import io.absnas.search.evolution.Evaluation;
import io.absnas.search.evolution.Ranking;
import io.absnas.search.evolution.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a search says into a run directory, and logs it. */
final class RunSearchOutput implements SearchOutput {
  private static final Logger log = LoggerFactory.getLogger(RunSearchOutput.class);

  /** The file is for people, who do not look more often. */
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SearchConfig config;
  private final ChildFacts facts;
  private final SearchCheckpoint.Stage.Searching start;
  private final SearchFiles files;
  private final CheckpointStore checkpoints;
  private final MetricLog metrics;
  private final Consumer<RunStatus> announcement;
  private final long begunNanos = System.nanoTime();
  private long statusNanos = begunNanos - STATUS_NANOS;
  private @Nullable ProgressReporter progress;

  RunSearchOutput(
      SearchConfig config,
      ChildFacts facts,
      SearchCheckpoint.Stage.Searching start,
      SearchFiles files,
      CheckpointStore checkpoints,
      MetricLog metrics,
      Consumer<RunStatus> announcement) {
    this.config = requireNonNull(config, "config is null");
    this.facts = requireNonNull(facts, "facts is null");
    this.start = requireNonNull(start, "start is null");
    this.files = requireNonNull(files, "files is null");
    this.checkpoints = requireNonNull(checkpoints, "checkpoints is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.announcement = requireNonNull(announcement, "announcement is null");
  }

  /** A search begins or goes on: files and checkpoint are as its state. */
  void begin() {
    save(start.state());
    announce(RunStatus.State.RUNNING, start.state());
  }

  /** The search goes no further for now. */
  void end(RunStatus.State why, SearchState state) {
    announce(why, state);
  }

  private void announce(RunStatus.State what, SearchState state) {
    int now = state.evaluated() - start.state().evaluated();
    double seconds = (System.nanoTime() - begunNanos) * 1e-9;
    Map<String, String> told = new HashMap<>();
    int generations = config.evolution().generations();
    told.put("generation", Math.min(state.generation() + 1, generations) + " of " + generations);
    Ranking.best(state.evaluations(), 1)
        .forEach(
            best ->
                told.put(
                    "best",
                    "%s [%s]"
                        .formatted(
                            fitness(best.outcome()),
                            facts.encode(best.candidate().architecture()))));
    RunStatus status =
        RunStatus.of(
            what,
            state.evaluated(),
            state.failed(),
            Math.max(state.evaluated(), config.evolution().budget()),
            state.pending().size(),
            now == 0 ? 0 : now / seconds,
            told);
    announcement.accept(status);
    if (what != RunStatus.State.RUNNING || System.nanoTime() - statusNanos >= STATUS_NANOS) {
      SearchStatus.write(files.directory(), status);
      statusNanos = System.nanoTime();
    }
  }

  @Override
  public void bred(SearchState state, Brood brood) {
    announce(RunStatus.State.RUNNING, state);
    for (Map.Entry<Source, Brood.Tally> entry : brood.tallies().entrySet()) {
      Brood.Tally tally = entry.getValue();
      log.info(
          "generation={} {}: {} of {} candidates in {} draws",
          state.generation(),
          entry.getKey().id(),
          tally.found(),
          tally.wanted(),
          tally.attempts());
    }
    if (brood.candidates().size() < config.evolution().population()) {
      log.warn(
          "generation={} has {} candidates instead of {}: no more were found inside"
              + " evolution.flops that had not been made before",
          state.generation(),
          brood.candidates().size(),
          config.evolution().population());
    }
  }

  @Override
  public void evaluated(SearchState state, Collection<Integer> indices) {
    save(state);
    for (int index : indices) {
      Optional<ChildOutcome> outcome = state.rows().get(index).outcome();
      if (outcome.isPresent() && outcome.get() instanceof ChildOutcome.Failed failed) {
        log.warn(
            "candidate {} ({}) failed: {}",
            index,
            facts.encode(state.architecture(index)),
            failed.reason());
      }
    }
    Map<String, Double> values = new HashMap<>();
    values.put("search/evaluated", (double) state.evaluated());
    values.put("search/failed", (double) state.failed());
    values.put("search/generation", (double) state.generation());
    List<Evaluation> best = Ranking.best(state.evaluations(), 1);
    if (!best.isEmpty()) {
      values.put("search/best", best.get(0).fitness().getAsDouble());
    }
    metrics.append(step(state), config.training().epochs(), values);
    reporter(state, indices.size()).update(state.evaluated());
    announce(RunStatus.State.RUNNING, state);
  }

  private ProgressReporter reporter(SearchState state, int now) {
    ProgressReporter reporter = progress;
    if (reporter == null) {
      reporter =
          new ProgressReporter(
              log,
              "child",
              Duration.ofSeconds(config.log().everySeconds()),
              System::nanoTime,
              config.evolution().budget(),
              state.evaluated() - now);
      progress = reporter;
    }
    return reporter;
  }

  @Override
  public void generationDone(SearchState state) {
    Ranking.best(state.evaluations(), 1)
        .forEach(
            best ->
                log.info(
                    "generation={} evaluated={} failed={} best {} table FLOPs {} [{}]",
                    state.generation(),
                    state.evaluated(),
                    state.failed(),
                    fitness(best.outcome()),
                    facts.cost(best.candidate().architecture()).tableFlops(),
                    facts.encode(best.candidate().architecture())));
  }

  private static String fitness(ChildOutcome outcome) {
    if (outcome instanceof ChildOutcome.Measured measured) {
      return String.format(Locale.ROOT, "top-1 %.2f %%", 100 * measured.top1());
    }
    return String.format(Locale.ROOT, "angle %.6f", outcome.fitness().orElse(0));
  }

  private void save(SearchState state) {
    SearchCheckpoint.write(checkpoints, facts.space(), at(state));
    files.writeText(SearchFiles.EVALUATIONS, EvaluationsCsv.text(state, facts));
  }

  private long step(SearchState state) {
    return SearchCheckpoint.step(at(state));
  }

  private SearchCheckpoint.Stage.Searching at(SearchState state) {
    return new SearchCheckpoint.Stage.Searching(
        start.supernetId(), start.initialId(), start.steps(), state);
  }
}
