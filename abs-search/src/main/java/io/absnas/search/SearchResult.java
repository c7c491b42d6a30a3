package io.absnas.search;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The result of a search, {@code result.json}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code search}
 * @param algo {@code spos} or {@code fairnas}
 * @param strategy {@code genetic}, {@code random} or {@code nsga2}
 * @param fitness {@code accuracy} or {@code angle}
 * @param space id of the space
 * @param size its architectures
 * @param inWindow of them inside {@code evolution.flops}; absent without a window
 * @param generations that were evaluated
 * @param evaluated candidates, failed ones among them
 * @param failed candidates that could not be evaluated
 * @param best the fittest, best first
 * @param front with {@code nsga2}, all candidates that no other beats in fitness and table FLOPs,
 *     by falling fitness
 * @param trainingSteps of the supernet; 0 if it was trained elsewhere
 * @param supernetId id of its weights and running statistics
 * @param initialId id of the weights that its training started from
 * @param evaluationsSha256 hash of {@code evaluations.csv}
 * @param configSha256 hash of the configuration without what says where and how fast it ran
 * @param trainingData fingerprint of the training images; absent if none were read
 * @param heldOutData fingerprint of the held-out images; absent if none were read
 * @param skippedImages broken files that were left out of both parts; absent if there were none
 * @param builtOn files of other runs or people that went in
 */
public record SearchResult(
    int format,
    String kind,
    String algo,
    String strategy,
    String fitness,
    String space,
    BigInteger size,
    Optional<BigInteger> inWindow,
    int generations,
    int evaluated,
    int failed,
    List<Found> best,
    Optional<List<Found>> front,
    long trainingSteps,
    String supernetId,
    Optional<String> initialId,
    String evaluationsSha256,
    String configSha256,
    Optional<String> trainingData,
    Optional<String> heldOutData,
    Optional<Integer> skippedImages,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "search";

  /**
   * One architecture.
   *
   * @param architecture its text form
   * @param generation in which it was found, from 0
   * @param source how it came to be
   * @param top1 accuracy on the held-out images as a fraction; absent if it was not measured
   * @param top5 the same for the five largest logits
   * @param images held-out images
   * @param angle in radians, where both sets of weights are known
   * @param tableFlops as the published limits count
   * @param multiplyAdds that really run
   * @param parameters trainable values
   */
  public record Found(
      String architecture,
      int generation,
      String source,
      @JsonProperty("top-1") Optional<Double> top1,
      @JsonProperty("top-5") Optional<Double> top5,
      Optional<Long> images,
      Optional<Double> angle,
      long tableFlops,
      long multiplyAdds,
      long parameters) {
    /** Checks that there is an architecture. */
    public Found {
      requireNonNull(architecture, "architecture is null");
      requireNonNull(source, "source is null");
    }
  }

  /** Copies the lists. */
  public SearchResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(space, "space is null");
    best = List.copyOf(best);
    front = front.map(List::copyOf);
    builtOn = List.copyOf(builtOn);
  }
}
