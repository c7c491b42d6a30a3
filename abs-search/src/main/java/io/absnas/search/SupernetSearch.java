package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.data.DataPair;
import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.jobs.JobRunner;
import io.absnas.core.jobs.LocalJobRunner;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.ReplicaNetworks;
import io.absnas.search.child.ChildEvaluators;
import io.absnas.search.child.ChildImages;
import io.absnas.search.child.ChildJobs;
import io.absnas.search.child.ChildNeeds;
import io.absnas.search.evolution.Breeder;
import io.absnas.search.evolution.Evolution;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The search on a trained supernet: from its weights to the best architectures. */
final class SupernetSearch {
  private static final Logger log = LoggerFactory.getLogger(SupernetSearch.class);

  private final ResolvedConfig<SearchConfig> config;
  private final SearchConfig values;
  private final SearchSpace space;
  private final Optional<Feasibility> feasibility;
  private final Optional<DataPair> data;
  private final SearchSession session;

  /**
   * A search that has not begun.
   *
   * @param feasibility of the FLOPs window, if there is one
   * @param data absent if nothing of the run needs images
   */
  SupernetSearch(
      ResolvedConfig<SearchConfig> config,
      SearchSpace space,
      Optional<Feasibility> feasibility,
      Optional<DataPair> data,
      SearchSession session) {
    this.config = requireNonNull(config, "config is null");
    this.values = config.value();
    this.space = requireNonNull(space, "space is null");
    this.feasibility = requireNonNull(feasibility, "feasibility is null");
    this.data = requireNonNull(data, "data is null");
    this.session = requireNonNull(session, "session is null");
  }

  /** Networks for the supernet's weights, one for each device; the caller closes them. */
  static ReplicaNetworks networks(SearchSpace space, SearchConfig values) {
    return ReplicaNetworks.open(
        space,
        values.training().initialisation(),
        RandomStreams.of(values.seed()),
        ComputeDevice.parse(values.device()));
  }

  /** With angles as fitness, without images. */
  SearchOutcome byAngle(Supernet supernet, Optional<SearchCheckpoint.Stage> stage) {
    ChildFacts facts = facts(supernet);
    AngleScorer scorer = facts.angles().orElseThrow();
    return search(supernet, facts, new AngleMeasure(scorer::angle), status -> {}, stage);
  }

  /** With accuracies as fitness, measured here or elsewhere. */
  SearchOutcome byAccuracy(Supernet supernet, Optional<SearchCheckpoint.Stage> stage) {
    DataPair images = data.orElseThrow();
    ChildNeeds needs =
        ChildNeeds.of(
            values.evaluation(), values.data(), images, space, values.seed(), supernet.id());
    ChildJobs jobs =
        new ChildJobs(
            SearchJobs.runName(
                session.directory().root(),
                config.sha256Without(SearchRun.MAY_DIFFER),
                supernet.id()),
            space,
            needs);
    ChildFacts facts = facts(supernet);
    if (session.elsewhere().isPresent()) {
      try (JobRunner runner = session.elsewhere().get().open(jobs.like())) {
        SearchJobs.of(jobs.run(), values.supernet()).write(session.directory().root());
        log.info("children are evaluated by the workers of run {}", jobs.run());
        return search(supernet, facts, measure(runner, jobs), runner::announce, stage);
      }
    }
    List<ComputeDevice> devices = ComputeDevice.parse(values.device());
    ChildImages measured =
        ChildImages.of(values.evaluation(), images, RandomStreams.of(values.seed()));
    try (ReplicaNetworks networks = networks(space, values);
        ChildEvaluators evaluators =
            new ChildEvaluators(
                networks.list(),
                devices,
                supernet.weights(),
                needs,
                measured,
                values.evaluation());
        JobRunner runner =
            new LocalJobRunner(evaluators.handlers(), values.jobs(), session.stopRequested())) {
      return search(supernet, facts, measure(runner, jobs), runner::announce, stage);
    }
  }

  private ChildMeasure measure(JobRunner runner, ChildJobs jobs) {
    return new JobMeasure(runner, jobs, session.stopRequested());
  }

  private SearchOutcome search(
      Supernet supernet,
      ChildFacts facts,
      ChildMeasure measure,
      Consumer<RunStatus> announcement,
      Optional<SearchCheckpoint.Stage> stage) {
    SearchCheckpoint.Stage.Searching start =
        stage
            .filter(SearchCheckpoint.Stage.Searching.class::isInstance)
            .map(SearchCheckpoint.Stage.Searching.class::cast)
            .orElseGet(
                () ->
                    new SearchCheckpoint.Stage.Searching(
                        supernet.id(),
                        supernet.initial().map(Supernet.Initial::id),
                        supernet.steps(),
                        SearchState.START));
    RunSearchOutput output =
        new RunSearchOutput(
            values,
            facts,
            start,
            session.files(),
            session.checkpoints(),
            session.metrics(),
            announcement);
    output.begin();
    SearchLoop loop =
        new SearchLoop(evolution(facts), measure, output, session.stopRequested(), start.state());
    Optional<SearchState> end = loop.run();
    if (end.isEmpty()) {
      output.end(RunStatus.State.STOPPED, loop.state());
      return new SearchOutcome.Interrupted();
    }
    SearchResult result =
        new ResultWriter(config, facts, session.files(), SearchInputs.of(values))
            .write(end.get(), supernet, data, feasibility);
    output.end(RunStatus.State.FINISHED, end.get());
    return new SearchOutcome.Finished(result);
  }

  private Evolution evolution(ChildFacts facts) {
    EvolutionConfig evolution = values.evolution();
    Optional<ToDoubleFunction<Architecture>> angle = facts.angles().map(scorer -> scorer::angle);
    return new Evolution(
        evolution.generations(),
        evolution.selection(facts.costs()::tableFlops),
        new Breeder(
            space,
            evolution.window(),
            evolution.breeding(),
            RandomStreams.of(values.seed()),
            angle));
  }

  /** Angles where they can be had; where they are needed, a failure says why not. */
  private ChildFacts facts(Supernet supernet) {
    Optional<AngleScorer> angles = Optional.empty();
    if (supernet.initial().isPresent()) {
      try {
        angles =
            Optional.of(
                new AngleScorer(
                    WeightSums.of(space, supernet.initial().get().weights(), supernet.weights())));
      } catch (AbsException e) {
        if (values.evolution().needsAngles()) {
          throw e;
        }
        log.warn("angles are left out: {}", e.getMessage());
      }
    }
    return new ChildFacts(space, CostModel.of(space), angles);
  }
}
