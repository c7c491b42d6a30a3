package io.absnas.train;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a training knows beside weights and step.
 *
 * @param architecture text form of what is trained
 * @param configSha256 hash of the configuration that it goes by
 * @param earlier configurations that it went by before, with {@code --allow-config-change}
 * @param evaluatedOn fingerprint of the images of the evaluations, from the first one on
 * @param last the newest evaluation
 * @param best the best evaluation, the earlier one of equal ones
 */
record TrainProgress(
    String architecture,
    String configSha256,
    List<EarlierConfig> earlier,
    Optional<String> evaluatedOn,
    Optional<Score> last,
    Optional<Score> best) {
  TrainProgress {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(configSha256, "configSha256 is null");
    earlier = List.copyOf(earlier);
    requireNonNull(evaluatedOn, "evaluatedOn is null");
    requireNonNull(last, "last is null");
    requireNonNull(best, "best is null");
  }

  /** Before the first step. */
  static TrainProgress start(String architecture, String configSha256) {
    return new TrainProgress(
        architecture,
        configSha256,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same under a configuration that may be another one from this step on. */
  TrainProgress under(String sha256, long step) {
    if (sha256.equals(configSha256)) {
      return this;
    }
    List<EarlierConfig> all = new ArrayList<>(earlier);
    all.add(new EarlierConfig(configSha256, step));
    return new TrainProgress(architecture, sha256, all, evaluatedOn, last, best);
  }

  /** The same after an evaluation on images of this fingerprint. */
  TrainProgress with(Score score, String images) {
    return new TrainProgress(
        architecture,
        configSha256,
        earlier,
        Optional.of(images),
        Optional.of(score),
        isBest(score) ? Optional.of(score) : best);
  }

  /** Whether nothing was better or as good before. */
  boolean isBest(Score score) {
    return best.isEmpty() || score.top1() > best.get().top1();
  }

  /** Whether the weights after this step have been evaluated. */
  boolean evaluated(long step) {
    return last.isPresent() && last.get().step() >= step;
  }
}
