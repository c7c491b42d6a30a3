package io.absnas.cli.report;

import io.absnas.core.run.MetricLog;
import io.absnas.train.EarlierConfig;
import io.absnas.train.Score;
import io.absnas.train.TrainResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the training of one network came to. */
final class TrainSection {
  private TrainSection() {}

  static void read(Draft draft) {
    draft.title("Training of one network");
    Optional<TrainResult> result =
        draft.result(TrainResult.class, trained -> result(draft, trained));
    List<MetricLog.Line> lines = draft.files().metrics();
    draft.curves(lines, "Training loss", "loss", Curves::isLoss);
    draft.curves(lines, "Accuracy", "share of images", Curves::isAccuracy);
    draft.curves(lines, "Learning rate", "rate", "train/learning-rate"::equals);
    draft.curvesAs("Training");
    result.ifPresent(
        trained -> FoundCells.add(draft, List.of(trained.architecture()), "The cell trained"));
  }

  private static void result(Draft draft, TrainResult result) {
    draft.title("Training in " + result.space());
    draft.fact("Architecture", "%s", result.architecture());
    draft.network("Network", result.parameters(), result.multiplyAdds(), result.tableFlops());
    draft.fact("Training", "%,d steps, %,d epochs", result.steps(), result.epochs());
    if (result.averaged()) {
      draft.fact("Weights", "moving averages");
    }
    String images =
        result.evaluatedOn().equals("test") ? "test images" : "held-out training images";
    draft.fact("Last weights, " + images, "%s", text(result.last()));
    draft.fact(
        "Best weights, " + images, "%s, after step %,d", text(result.best()), result.best().step());
    draft.headline(Headline.percent("last top-1, " + images, result.last().top1()));
    draft.headline(Headline.percent("best top-1, " + images, result.best().top1()));
    result
        .test()
        .ifPresent(
            test -> {
              draft.fact("Last weights, test images", "%s", text(test.last()));
              draft.fact("Best weights, test images", "%s", text(test.best()));
              draft.headline(Headline.percent("last top-1, test images", test.last().top1()));
              draft.headline(Headline.percent("best top-1, test images", test.best().top1()));
            });
    draft.headline(new Headline("multiply-adds (M)", result.multiplyAdds() / 1e6, 2));
    draft.headline(new Headline("parameters (M)", result.parameters() / 1e6, 3));
    for (EarlierConfig earlier : result.earlierConfigs()) {
      draft.fact(
          "Another configuration until step " + earlier.untilStep(), "%s", earlier.configSha256());
    }
    draft.hash("Last weights", result.last().weightsId());
    draft.hash("Best weights", result.best().weightsId());
    draft.hash("Configuration without places and devices", result.configSha256());
  }

  /** Hits for people. */
  static String text(Score score) {
    return String.format(
        Locale.ROOT,
        "top-1 %.2f %%, top-5 %.2f %% of %,d",
        100 * score.top1(),
        100 * score.top5(),
        score.images());
  }
}
