package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The result of a shrinking run, {@code result.json}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code shrink}
 * @param space id of the space that was shrunk
 * @param sizeBefore its architectures
 * @param sizeAfter architectures left
 * @param cellsBefore those of them whose nodes have two predecessors each, which are what is
 *     sampled; for spaces of that kind
 * @param cellsAfter those of the architectures left
 * @param choices ids of the ops left at each choice
 * @param stages stages run
 * @param stopReason {@code size}, {@code stages} or {@code one-architecture}
 * @param epochs epochs trained
 * @param steps training steps
 * @param childrenFirst random children of the unshrunk space after the first stage's training
 * @param childrenLast random children of the shrunk space at the end
 * @param baseId hash of the weights that angles were measured from at the end
 * @param weightsId hash of the supernet's weights and running statistics at the end
 * @param shrunkSpaceSha256 hash of the file of the shrunk space
 * @param historySha256 hash of the history
 * @param configSha256 hash of the configuration
 * @param trainingData fingerprint of the training images; absent without training
 * @param heldOutData fingerprint of the held-out images; absent without training
 * @param skippedImages broken files that were left out of both parts; absent if there were none
 * @param builtOn files of other runs or people that went in
 */
public record ShrinkResult(
    int format,
    String kind,
    String space,
    BigInteger sizeBefore,
    BigInteger sizeAfter,
    Optional<BigInteger> cellsBefore,
    Optional<BigInteger> cellsAfter,
    List<List<String>> choices,
    int stages,
    String stopReason,
    long epochs,
    long steps,
    Optional<ChildrenAccuracy> childrenFirst,
    Optional<ChildrenAccuracy> childrenLast,
    String baseId,
    String weightsId,
    String shrunkSpaceSha256,
    String historySha256,
    String configSha256,
    Optional<String> trainingData,
    Optional<String> heldOutData,
    Optional<Integer> skippedImages,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "shrink";

  /** Copies the lists. */
  public ShrinkResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(space, "space is null");
    requireNonNull(cellsBefore, "cellsBefore is null");
    requireNonNull(cellsAfter, "cellsAfter is null");
    choices = choices.stream().map(List::copyOf).toList();
    builtOn = List.copyOf(builtOn);
  }
}
