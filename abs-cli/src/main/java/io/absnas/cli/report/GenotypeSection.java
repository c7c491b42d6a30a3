package io.absnas.cli.report;

import io.absnas.core.run.MetricLog;
import io.absnas.core.space.Genotype;
import io.absnas.search.darts.DartsSearchResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a search of cells by architecture parameters came to. */
final class GenotypeSection {
  private static final Set<String> LOSSES =
      Set.of("train/loss", "architecture/loss", "evaluation/loss");

  private GenotypeSection() {}

  static void read(Draft draft) {
    draft.title("Search of cells by architecture parameters");
    draft.result(DartsSearchResult.class, result -> result(draft, result));
    List<MetricLog.Line> lines = draft.files().metrics();
    draft.curves(lines, "Loss", "loss", LOSSES::contains);
    draft.curves(lines, "Accuracy", "share of images", Curves::isAccuracy);
    draft.curves(
        lines,
        "Skip connections of the normal cell",
        "number",
        "architecture/skip-connects"::equals);
    draft.curvesAs("Training");
    genotype(draft).ifPresent(genotype -> draft.part(cells(genotype)));
    draft
        .files()
        .csv("alphas.csv", AlphaMaps::ofCells)
        .ifPresent(maps -> draft.part(Part.of("Architecture parameters", maps)));
  }

  /** The result, or what it would be so far. */
  private static Optional<Genotype> genotype(Draft draft) {
    return draft
        .files()
        .read("genotype.txt", file -> Genotype.parse(RunFiles.string(file)))
        .or(
            () ->
                draft.files().csv("genotypes.csv", GenotypeSection::last).flatMap(found -> found));
  }

  private static Optional<Genotype> last(Csv csv) {
    return csv.rows().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Genotype.parse(csv.rows().get(csv.rows().size() - 1).get(csv.column("genotype"))));
  }

  private static Part cells(Genotype genotype) {
    return Part.of("Cells", CellDrawing.of(genotype).stream().map(CellDrawing::figure).toList());
  }

  private static void result(Draft draft, DartsSearchResult result) {
    draft.title("Search of " + result.searched());
    draft.fact("Algorithm", "%s, %s order", result.algo(), result.order());
    draft.fact(
        "Cells of one kind",
        "%,d, %,d of them with two predecessors of every node",
        result.searchedSize(),
        result.searchedCells());
    DartsSearchResult.Found found = result.best().get(0);
    draft.fact("Genotype", "%s", found.architecture());
    draft.fact("Skip connections of the normal cell", "%d", found.skipConnects());
    draft.network(
        "Its network in " + result.space(),
        found.parameters(),
        found.multiplyAdds(),
        found.tableFlops());
    for (DartsSearchResult.Stage stage : result.stages()) {
      draft.fact(
          "Stage",
          "%d cells of width %d, %d epochs",
          stage.cells(),
          stage.channels(),
          stage.epochs());
    }
    draft.fact("Training", "%,d steps", result.steps());
    result
        .evaluation()
        .ifPresent(
            score -> {
              draft.fact(
                  "Search network on the images for the architecture",
                  "loss %.4f, top-1 %.2f %%, top-5 %.2f %% of %,d",
                  score.loss(),
                  100 * score.top1(),
                  100 * score.top5(),
                  score.images());
              draft.headline(Headline.percent("top-1 of the search network", score.top1()));
            });
    draft.headline(new Headline("skip connections", found.skipConnects(), 0));
    draft.headline(new Headline("multiply-adds (M)", found.multiplyAdds() / 1e6, 2));
    draft.headline(new Headline("parameters (M)", found.parameters() / 1e6, 3));
    for (DartsSearchResult.Level level : result.levels().orElse(List.of())) {
      draft.fact(
          "At most " + level.maxSkipConnects() + " skip connections", "%s", level.architecture());
    }
    draft.hash("Configuration without places and devices", result.configSha256());
  }
}
