package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.util.List;
import java.util.Optional;

/**
 * The result of a training, {@code result.json}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code train}
 * @param space id of the space, with the size of the network
 * @param architecture text form: op codes, NAS-Bench-201's string, or a genotype
 * @param tableFlops as published limits count
 * @param multiplyAdds that really run for one image
 * @param parameters trainable values, without those of the auxiliary head
 * @param epochs passes over the training images, the last one perhaps not whole
 * @param steps training steps
 * @param evaluatedOn {@code test} or {@code validation}: images held out of the training files
 * @param last the weights after the last step
 * @param best the weights that did best, by {@code evaluatedOn}
 * @param test both on the test images, where they were evaluated on others before
 * @param averaged whether these weights are moving averages
 * @param configSha256 hash of the configuration without what says where and how fast it ran
 * @param earlierConfigs configurations that held before, if the run was allowed to change them
 * @param trainingData fingerprint of the training images
 * @param heldOutData fingerprint of the images of {@code evaluatedOn}
 * @param testData fingerprint of the test images, where they are others
 * @param skippedImages broken files that were left out of both parts; absent if there were none
 * @param builtOn files of other runs or people that went in
 */
public record TrainResult(
    int format,
    String kind,
    String space,
    String architecture,
    long tableFlops,
    long multiplyAdds,
    long parameters,
    long epochs,
    long steps,
    String evaluatedOn,
    Score last,
    Score best,
    Optional<OnTest> test,
    boolean averaged,
    String configSha256,
    List<EarlierConfig> earlierConfigs,
    String trainingData,
    String heldOutData,
    Optional<String> testData,
    Optional<Integer> skippedImages,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "train";

  /**
   * Weights on the test images.
   *
   * @param last those after the last step
   * @param best those that did best on the images that were held out
   */
  public record OnTest(Score last, Score best) {
    /** Checks that both are there. */
    public OnTest {
      requireNonNull(last, "last is null");
      requireNonNull(best, "best is null");
    }
  }

  /** Copies the lists. */
  public TrainResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(space, "space is null");
    requireNonNull(architecture, "architecture is null");
    requireNonNull(last, "last is null");
    requireNonNull(best, "best is null");
    requireNonNull(test, "test is null");
    earlierConfigs = List.copyOf(earlierConfigs);
    builtOn = List.copyOf(builtOn);
  }
}
