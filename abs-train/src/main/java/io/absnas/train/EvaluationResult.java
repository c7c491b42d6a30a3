package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.util.List;
import java.util.Optional;

/**
 * The result of an evaluation of weights, {@code result.json}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code evaluation}
 * @param space id of the space, with the size of the network
 * @param architecture text form
 * @param tableFlops as published limits count
 * @param multiplyAdds that really run for one image
 * @param parameters trainable values, without those of an auxiliary head
 * @param evaluatedOn {@code test} or {@code validation}
 * @param score hits; the step is 0, since a file of weights does not tell
 * @param configSha256 hash of the configuration without what says where and how fast it ran
 * @param heldOutData fingerprint of the images
 * @param skippedImages broken files that were left out; absent if there were none
 * @param builtOn files of other runs or people that went in, the weights among them
 */
public record EvaluationResult(
    int format,
    String kind,
    String space,
    String architecture,
    long tableFlops,
    long multiplyAdds,
    long parameters,
    String evaluatedOn,
    Score score,
    String configSha256,
    String heldOutData,
    Optional<Integer> skippedImages,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "evaluation";

  /** Copies the list. */
  public EvaluationResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(space, "space is null");
    requireNonNull(architecture, "architecture is null");
    requireNonNull(score, "score is null");
    builtOn = List.copyOf(builtOn);
  }
}
