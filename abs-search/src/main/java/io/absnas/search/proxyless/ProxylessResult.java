package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a search, {@code result.json}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code search}
 * @param algo {@code proxyless}
 * @param method {@code gradient} or {@code reinforce}
 * @param mode of the gates
 * @param space id of the space
 * @param size its architectures
 * @param objective what was aimed at, if anything
 * @param best the derived architectures, that of {@code derivation.rule} first
 * @param entropy mean over the layers
 * @param warmUpSteps steps of the weights alone
 * @param steps all steps of the weights
 * @param updates of the architecture parameters
 * @param validation the last evaluation on the way, if there was any
 * @param configSha256 hash of the configuration without what says where and how fast it ran
 * @param trainingData fingerprint of the training images
 * @param heldOutData fingerprint of the held-out images
 * @param builtOn files of other runs or people that went in
 */
public record ProxylessResult(
    int format,
    String kind,
    String algo,
    String method,
    String mode,
    String space,
    BigInteger size,
    Optional<Aim> objective,
    List<Found> best,
    double entropy,
    long warmUpSteps,
    long steps,
    long updates,
    Optional<ValidationScore> validation,
    String configSha256,
    String trainingData,
    String heldOutData,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "search";

  /**
   * What was aimed at.
   *
   * @param target {@code flops} or {@code latency}
   * @param reference the aim
   * @param expected mean cost under the probabilities at the end
   */
  public record Aim(String target, double reference, double expected) {
    private static final double FAR = 0.1;

    /** The expected cost against the aim in words, where it is far above; empty if not. */
    Optional<String> missed() {
      double difference = expected / reference - 1;
      return difference <= FAR
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "the architecture parameters expect %.6g, objective.reference is %s (+%.0f %%)",
                  expected,
                  Objective.text(reference),
                  100 * difference));
    }
  }

  /**
   * A derived architecture.
   *
   * @param architecture its text form
   * @param rule {@code argmax} or {@code constrained}
   * @param logProbability logarithm of its probability
   * @param cost in the unit of the objective, if there is one
   * @param withinTarget whether its cost lies within the tolerance below the reference
   * @param top1 with inherited weights and the statistics of each batch of held-out images
   * @param top5 the same for the five largest logits
   * @param images held-out images
   * @param tableFlops as published limits count
   * @param multiplyAdds that really run
   * @param parameters trainable values
   */
  public record Found(
      String architecture,
      String rule,
      double logProbability,
      Optional<Double> cost,
      Optional<Boolean> withinTarget,
      @JsonProperty("top-1") double top1,
      @JsonProperty("top-5") double top5,
      long images,
      long tableFlops,
      long multiplyAdds,
      long parameters) {
    /** Checks that there is an architecture. */
    public Found {
      requireNonNull(architecture, "architecture is null");
      requireNonNull(rule, "rule is null");
    }
  }

  /** Copies the lists. */
  public ProxylessResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(objective, "objective is null");
    requireNonNull(validation, "validation is null");
    best = List.copyOf(best);
    builtOn = List.copyOf(builtOn);
  }
}
