package io.absnas.cli.report;

import io.absnas.core.run.MetricLog;
import io.absnas.search.proxyless.ProxylessResult;
import java.util.List;

/** What a search of paths by ProxylessNAS came to. */
final class PathSection {
  private PathSection() {}

  static void read(Draft draft) {
    draft.title("Search of paths");
    draft.result(ProxylessResult.class, result -> result(draft, result));
    List<MetricLog.Line> lines = draft.files().metrics();
    draft.curves(
        lines,
        "Loss",
        "loss",
        name -> name.equals("train/loss") || name.equals("architecture/loss"));
    draft.curves(lines, "Accuracy", "share of images", Curves::isAccuracy);
    draft.curves(lines, "Entropy", "mean of the layers", "architecture/entropy"::equals);
    draft.curves(
        lines, "Expected cost", "unit of the target", "architecture/expected-cost"::equals);
    draft.curvesAs("Training");
    draft
        .files()
        .csv("alphas.csv", AlphaMaps::ofPaths)
        .ifPresent(maps -> draft.part(Part.of("Probabilities of paths", maps)));
  }

  private static void result(Draft draft, ProxylessResult result) {
    draft.title("Search of " + result.space());
    draft.fact("Algorithm", "%s, %s, gates %s", result.algo(), result.method(), result.mode());
    result
        .objective()
        .ifPresent(
            aim ->
                draft.fact(
                    "Objective",
                    aim.target().equals("flops")
                        ? "%s, %,.0f multiply-adds; the parameters expect %,.0f at the end"
                        : "%s, %,.4f ms; the parameters expect %,.4f at the end",
                    aim.target(),
                    aim.reference(),
                    aim.expected()));
    for (ProxylessResult.Found found : result.best()) {
      draft.fact(
          "Architecture by " + found.rule(),
          "%s: %,d multiply-adds, %,d parameters, top-1 %.2f %% of %,d held-out images with"
              + " inherited weights%s",
          found.architecture(),
          found.multiplyAdds(),
          found.parameters(),
          100 * found.top1(),
          found.images(),
          found
              .withinTarget()
              .map(within -> within ? ", within the target" : ", outside the target")
              .orElse(""));
    }
    draft.fact(
        "Training",
        "%,d steps, %,d of them warm-up, and %,d updates of the architecture",
        result.steps(),
        result.warmUpSteps(),
        result.updates());
    draft.fact("Mean entropy of the layers", "%.4f", result.entropy());
    if (!result.best().isEmpty()) {
      ProxylessResult.Found best = result.best().get(0);
      draft.headline(Headline.percent("top-1 with inherited weights", best.top1()));
      draft.headline(new Headline("multiply-adds (M)", best.multiplyAdds() / 1e6, 2));
      draft.headline(new Headline("parameters (M)", best.parameters() / 1e6, 3));
    }
    draft.headline(new Headline("mean entropy", result.entropy(), 4));
    draft.hash("Configuration without places and devices", result.configSha256());
  }
}
