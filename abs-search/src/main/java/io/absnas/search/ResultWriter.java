package io.absnas.search;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.flops.Cost;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.Sha256;
import io.absnas.core.space.Architecture;
import io.absnas.search.evolution.ChildOutcome;
import io.absnas.search.evolution.Evaluation;
import io.absnas.search.evolution.ParetoRanking;
import io.absnas.search.evolution.Ranking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what a search has found: {@code result.json} and {@code architectures.txt}. */
final class ResultWriter {
  private final ResolvedConfig<SearchConfig> config;
  private final ChildFacts facts;
  private final SearchFiles files;
  private final List<Provenance.BuiltOn> builtOn;

  ResultWriter(
      ResolvedConfig<SearchConfig> config,
      ChildFacts facts,
      SearchFiles files,
      List<Provenance.BuiltOn> builtOn) {
    this.config = requireNonNull(config, "config is null");
    this.facts = requireNonNull(facts, "facts is null");
    this.files = requireNonNull(files, "files is null");
    this.builtOn = List.copyOf(builtOn);
  }

  SearchResult write(
      SearchState state,
      Supernet supernet,
      Optional<DataPair> data,
      Optional<Feasibility> feasibility) {
    SearchConfig values = config.value();
    EvolutionConfig evolution = values.evolution();
    List<Evaluation> evaluations = state.evaluations();
    List<SearchResult.Found> best =
        Ranking.best(evaluations, evolution.topK()).stream().map(this::found).toList();
    files.writeText(
        SearchFiles.ARCHITECTURES,
        best.stream()
            .map(SearchResult.Found::architecture)
            .collect(Collectors.joining("\n", "", "\n")));
    Optional<List<SearchResult.Found>> front =
        evolution.strategy() == EvolutionConfig.Strategy.NSGA2
            ? Optional.of(
                ParetoRanking.front(evaluations, facts.costs()::tableFlops).stream()
                    .map(this::found)
                    .toList())
            : Optional.empty();
    SearchResult result =
        new SearchResult(
            SearchResult.FORMAT,
            SearchResult.KIND,
            values.algo().id(),
            evolution.strategy().name().toLowerCase(Locale.ROOT),
            evolution.fitness().name().toLowerCase(Locale.ROOT),
            facts.space().id(),
            facts.space().size(),
            feasibility.map(one -> one.count(evolution.window())),
            state.generation() + 1,
            state.evaluated(),
            state.failed(),
            best,
            front,
            supernet.steps(),
            supernet.id(),
            supernet.initial().map(Supernet.Initial::id),
            evaluationsHash(),
            config.sha256Without(SearchRun.MAY_DIFFER),
            data.map(pair -> pair.training().fingerprint()),
            data.map(pair -> pair.heldOut().fingerprint()),
            data.flatMap(DataPair::skippedImages),
            builtOn);
    files.writeResult(result);
    return result;
  }

  private String evaluationsHash() {
    try {
      return Sha256.of(files.file(SearchFiles.EVALUATIONS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SearchResult.Found found(Evaluation one) {
    Architecture architecture = one.candidate().architecture();
    Cost cost = facts.cost(architecture);
    Optional<ChildOutcome.Measured> measured =
        one.outcome() instanceof ChildOutcome.Measured accuracy
            ? Optional.of(accuracy)
            : Optional.empty();
    return new SearchResult.Found(
        facts.encode(architecture),
        one.candidate().generation(),
        one.candidate().source().id(),
        measured.map(ChildOutcome.Measured::top1),
        measured.map(ChildOutcome.Measured::top5),
        measured.map(ChildOutcome.Measured::images),
        facts.angle(architecture),
        cost.tableFlops(),
        cost.multiplyAdds(),
        cost.parameters());
  }
}
