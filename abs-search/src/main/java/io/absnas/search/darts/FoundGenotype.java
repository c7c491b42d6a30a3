package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceConfig;
import io.absnas.core.space.TwoPredecessors;
import io.absnas.search.derive.PdartsGenotypes;
import io.absnas.search.derive.PdartsRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last stage of a search ends with.
 *
 * @param config of the search
 * @param searched whose ops were searched
 * @param stage the last one
 * @param end what it left
 */
record FoundGenotype(
    ResolvedConfig<DartsSearchConfig> config,
    CellSpace searched,
    StageNetwork stage,
    StageTraining.Trained end) {
  private static final Logger log = LoggerFactory.getLogger(FoundGenotype.class);

  FoundGenotype {
    requireNonNull(config, "config is null");
    requireNonNull(searched, "searched is null");
    requireNonNull(stage, "stage is null");
    requireNonNull(end, "end is null");
  }

  /**
   * The result of the run.
   *
   * @param images fingerprint of all training images
   * @param builtOn files that went in
   */
  DartsSearchResult result(String images, List<Provenance.BuiltOn> builtOn) {
    DartsSearchConfig values = config.value();
    int most = values.derivation().maxSkipConnects();
    Genotype genotype = values.algo().genotype(end.alphas(), most);
    Optional<PdartsGenotypes> found =
        values.algo() == DartsAlgorithm.PDARTS
            ? Optional.of(PdartsRule.genotypes(end.alphas()))
            : Optional.empty();
    found
        .flatMap(genotypes -> genotypes.excess(most))
        .ifPresent(excess -> log.warn("{} (derivation.max-skip-connects)", excess));
    SearchSpace trains = trainingSpace();
    Cost cost = CostModel.of(trains, genotype);
    return new DartsSearchResult(
        DartsSearchResult.FORMAT,
        DartsSearchResult.KIND,
        values.algo().id(),
        values.alphas().order().name().toLowerCase(Locale.ROOT),
        trains.id(),
        searched.id(),
        searched.size(),
        TwoPredecessors.size(searched),
        genotype.toJson(),
        List.of(
            new DartsSearchResult.Found(
                genotype.format(),
                SkipConnects.of(genotype),
                cost.tableFlops(),
                cost.multiplyAdds(),
                cost.parameters())),
        found.map(FoundGenotype::levels),
        stages(),
        end.progress().stepsBefore() + end.steps(),
        end.progress().evaluation(),
        config.sha256Without(DartsSearchRun.MAY_DIFFER),
        images,
        builtOn);
  }

  private static List<DartsSearchResult.Level> levels(PdartsGenotypes found) {
    return Stream.concat(
            Stream.of(found.unrestricted()),
            Stream.concat(found.levels().stream(), found.stopped().stream()))
        .map(
            level ->
                new DartsSearchResult.Level(level.most(), level.skips(), level.genotype().format()))
        .toList();
  }

  private List<DartsSearchResult.Stage> stages() {
    StagesConfig all = config.value().stages();
    List<DartsSearchResult.Stage> facts = new ArrayList<>();
    for (int number = 0; number < all.count(); number++) {
      facts.add(
          new DartsSearchResult.Stage(
              all.cells().get(number), all.channels().get(number), all.epochs().get(number)));
    }
    return List.copyOf(facts);
  }

  /** Where the network of the genotype is trained: behind the CIFAR stem, for the same images. */
  private SearchSpace trainingSpace() {
    SearchSpace known =
        new SpaceConfig("darts-cifar", null, null, null, null, null, null).resolve();
    int classes = stage.space().classes();
    int side = config.value().data().side();
    return new SpaceConfig(
            "darts-cifar",
            null,
            null,
            classes == known.classes() ? null : classes,
            side == known.inputSide() ? null : side,
            null,
            null)
        .resolve();
  }
}
