package io.absnas.cli.report;

import io.absnas.train.EvaluationResult;
import java.util.ArrayList;
import java.util.List;

/** What an evaluation of weights has counted. */
final class EvaluationSection {
  private EvaluationSection() {}

  static void read(Draft draft) {
    draft.title("Evaluation of weights");
    draft.result(EvaluationResult.class, result -> result(draft, result));
    List<Figure> figures = new ArrayList<>();
    draft.files().csv("per-class.csv", ClassCharts::accuracies).ifPresent(figures::add);
    draft.files().csv("confusion.csv", ClassCharts::confusion).ifPresent(figures::addAll);
    if (!figures.isEmpty()) {
      draft.part(Part.of("Classes", figures));
    }
  }

  private static void result(Draft draft, EvaluationResult result) {
    draft.title("Evaluation of weights in " + result.space());
    draft.fact("Architecture", "%s", result.architecture());
    draft.network("Network", result.parameters(), result.multiplyAdds(), result.tableFlops());
    draft.fact("On " + result.evaluatedOn() + " images", "%s", TrainSection.text(result.score()));
    draft.headline(Headline.percent("top-1", result.score().top1()));
    draft.headline(Headline.percent("top-5", result.score().top5()));
    draft.hash("Weights", result.score().weightsId());
    draft.hash("Configuration without places and devices", result.configSha256());
  }
}
