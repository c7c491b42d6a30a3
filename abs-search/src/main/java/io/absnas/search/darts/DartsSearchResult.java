package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.FileForm;
import io.absnas.core.run.Provenance;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The result of a search by architecture parameters, {@code result.json}. It holds no times.
 *
 * @param format version of this form
 * @param kind {@code search}
 * @param algo {@code darts} or {@code pdarts}
 * @param order {@code first} or {@code second}
 * @param space id of the space in which the network of the genotype is trained
 * @param searched id of the space whose ops were searched
 * @param searchedSize its cells with any op on every edge
 * @param searchedCells those of the form that genotypes have, two predecessors of every node; one
 *     kind of cell
 * @param genotype the result as JSON
 * @param best the same as text, with its costs; a list of one, as other searches have several
 * @param levels of P-DARTS: the genotypes for every limit of skip connections that changes them
 * @param stages what was trained
 * @param steps of all stages
 * @param evaluation the last one, if there was any
 * @param configSha256 hash of the configuration without what says where and how fast it ran
 * @param trainingData fingerprint of the training images, both parts
 * @param builtOn files of other runs or people that went in
 */
public record DartsSearchResult(
    int format,
    String kind,
    String algo,
    String order,
    String space,
    String searched,
    BigInteger searchedSize,
    BigInteger searchedCells,
    JsonNode genotype,
    List<Found> best,
    Optional<List<Level>> levels,
    List<Stage> stages,
    long steps,
    Optional<StageScore> evaluation,
    String configSha256,
    String trainingData,
    List<Provenance.BuiltOn> builtOn) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** What kind of run this is the result of. */
  public static final String KIND = "search";

  /**
   * A genotype and what its network costs.
   *
   * @param architecture its text form
   * @param skipConnects of the normal cell
   * @param tableFlops as published limits count
   * @param multiplyAdds that really run for one image
   * @param parameters trainable values, without an auxiliary head
   */
  public record Found(
      String architecture, int skipConnects, long tableFlops, long multiplyAdds, long parameters) {}

  /**
   * A genotype of P-DARTS under a limit.
   *
   * @param maxSkipConnects the limit
   * @param skipConnects that it has
   * @param architecture its text form
   */
  public record Level(int maxSkipConnects, int skipConnects, String architecture) {}

  /**
   * A stage.
   *
   * @param cells of its network
   * @param channels of its first cells
   * @param epochs passes over the images
   */
  public record Stage(int cells, int channels, int epochs) {}

  /** Copies the lists. */
  public DartsSearchResult {
    FileForm.require(format, kind, FORMAT, KIND);
    requireNonNull(genotype, "genotype is null");
    best = List.copyOf(best);
    levels = levels.map(List::copyOf);
    stages = List.copyOf(stages);
    requireNonNull(evaluation, "evaluation is null");
    builtOn = List.copyOf(builtOn);
  }
}
