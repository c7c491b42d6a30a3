package io.absnas.search.darts;

import io.absnas.core.data.ImageCounts;
import io.absnas.core.train.LrSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a search would do, for {@code --dry-run}.
 *
 * @param space id of the space and number of its architectures
 * @param images to train the weights, and to train the architecture
 * @param missing why these are assumed: what of the data set is not there
 * @param stages the stages in words
 */
public record DartsPlan(
    String space, String images, Optional<String> missing, List<String> stages) {
  /** Copies the list. */
  public DartsPlan {
    stages = List.copyOf(stages);
  }

  static DartsPlan of(
      DartsSearchConfig config, StageNetwork first, ImageCounts images, Optional<String> missing) {
    int weights = Halves.first(images.training(), config.training().share());
    long stepsPerEpoch = config.batchPlan().stepsPerEpoch(weights);
    List<String> lines = new ArrayList<>();
    for (int stage = 0; stage < config.stages().count(); stage++) {
      StageNetwork network =
          new StageNetwork(stage, config, first.space(), left(config, first.ops(), stage));
      lines.add(line(network, stepsPerEpoch));
    }
    return new DartsPlan(
        "%s: %s architectures".formatted(first.space().id(), first.space().size()),
        "%d to train the weights, %d to train the architecture"
            .formatted(weights, images.training() - weights),
        missing,
        lines);
  }

  /** As many ops as will be left; which ones is not known yet. */
  private static SearchedOps left(DartsSearchConfig config, SearchedOps ops, int stage) {
    SearchedOps left = ops;
    for (int drop = 0; drop < stage; drop++) {
      int count = config.stages().drops().get(drop);
      left = new SearchedOps(fewer(left.normal(), count), fewer(left.reduce(), count));
    }
    return left;
  }

  private static <T> List<List<T>> fewer(List<List<T>> lists, int count) {
    return lists.stream()
        .map(list -> list.subList(Math.min(count, list.size() - 1), list.size()))
        .toList();
  }

  private static String line(StageNetwork stage, long stepsPerEpoch) {
    DartsSearchConfig config = stage.config();
    long steps = stage.epochs() * stepsPerEpoch;
    LrSchedule rates = config.training().learningRate().scheduleOfSteps(steps, stepsPerEpoch);
    return String.format(
        Locale.ROOT,
        "stage %d: %d cells of width %d, %d ops on the edges%s, %d weights, %d architecture"
            + " parameters; %d epochs of %d steps of %d images, the first %d of the weights alone;"
            + " learning rate %.4g to %.4g, dropout from %s",
        stage.number() + 1,
        config.stages().cells().get(stage.number()),
        config.stages().channels().get(stage.number()),
        stage.ops().size(),
        stage.number() == 0 ? "" : " (so many; weights as for the last of them)",
        stage.cells().weights(),
        stage.ops().size(),
        stage.epochs(),
        stepsPerEpoch,
        config.training().batchSize(),
        stage.weightEpochs(),
        rates.rate(1),
        rates.rate(steps),
        config.stages().dropout().get(stage.number()));
  }

  /** The plan as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("space " + space);
    lines.add("images: " + images + missing.map(what -> " (assumed: " + what + ")").orElse(""));
    lines.addAll(stages);
    return List.copyOf(lines);
  }
}
