package io.absnas.cli;

import io.absnas.core.run.RunDirectory;
import io.absnas.train.EvaluateRun;
import io.absnas.train.EvaluationResult;
import io.absnas.train.Score;
import io.absnas.train.TrainResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a finished training or evaluation says on standard output. */
final class TrainSummary {
  private TrainSummary() {}

  /** Network, length of the training, accuracies, and where the weights are. */
  static List<String> lines(TrainResult result, RunDirectory directory) {
    List<String> lines = new ArrayList<>();
    lines.add(
        network(
            result.architecture(),
            result.space(),
            result.parameters(),
            result.multiplyAdds(),
            result.tableFlops()));
    lines.add(
        "trained %d steps, %d epochs%s"
            .formatted(
                result.steps(),
                result.epochs(),
                result.averaged() ? "; weights are moving averages" : ""));
    String images = images(result.evaluatedOn());
    lines.add("last weights, %s: %s".formatted(images, text(result.last())));
    lines.add(
        "best weights, %s: %s, after step %d"
            .formatted(images, text(result.best()), result.best().step()));
    result
        .test()
        .ifPresent(
            test -> {
              lines.add("last weights, test images: " + text(test.last()));
              lines.add("best weights, test images: " + text(test.best()));
            });
    lines.add("weights: " + directory.file("best.safetensors"));
    lines.add("         " + directory.file("last.safetensors"));
    return lines;
  }

  /** Accuracy, throughput, and where the tables are. */
  static List<String> lines(EvaluateRun.Evaluated evaluated, RunDirectory directory) {
    EvaluationResult result = evaluated.result();
    List<String> lines = new ArrayList<>();
    lines.add(
        network(
            result.architecture(),
            result.space(),
            result.parameters(),
            result.multiplyAdds(),
            result.tableFlops()));
    lines.add("%s: %s".formatted(images(result.evaluatedOn()), text(result.score())));
    lines.add(String.format(Locale.ROOT, "throughput: %.0f images/s", evaluated.imagesPerSecond()));
    lines.add("class by class: " + directory.file("per-class.csv"));
    Path confusion = directory.file("confusion.csv");
    if (Files.exists(confusion)) {
      lines.add("classes confused: " + confusion);
    }
    return lines;
  }

  private static String network(
      String architecture, String space, long parameters, long multiplyAdds, long tableFlops) {
    return "%s of %s: %d parameters, %d multiply-adds, %d table FLOPs"
        .formatted(architecture, space, parameters, multiplyAdds, tableFlops);
  }

  private static String images(String evaluatedOn) {
    return evaluatedOn.equals("test") ? "test images" : "held-out training images";
  }

  private static String text(Score score) {
    return String.format(
        Locale.ROOT,
        "top-1 %.2f %%, top-5 %.2f %% of %d",
        100 * score.top1(),
        100 * score.top5(),
        score.images());
  }
}
