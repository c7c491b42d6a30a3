package io.absnas.search.child;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that the accuracy of a child depends on beside its architecture, as hashes. Who holds the
 * same finds the same.
 *
 * @param supernet id of weights and running statistics
 * @param data of the training and held-out images
 * @param decoder what decodes the images: two may differ by a grey level; absent for images that
 *     are no pictures in files
 * @param settings of the evaluation, the transforms of the images, the seed and the space
 */
public record ChildNeeds(String supernet, String data, Optional<String> decoder, String settings) {
  /** Checks that all are there. */
  public ChildNeeds {
    requireNonNull(supernet, "supernet is null");
    requireNonNull(data, "data is null");
    requireNonNull(decoder, "decoder is null");
    requireNonNull(settings, "settings is null");
  }

  /**
   * The needs of a run.
   *
   * @param seed that the recalibration images are drawn with
   * @param supernet id of the weights
   */
  public static ChildNeeds of(
      EvaluationConfig evaluation,
      DataConfig config,
      DataPair data,
      SearchSpace space,
      long seed,
      String supernet) {
    Settings settings =
        new Settings(
            seed,
            space.id(),
            space.operations().stream().map(CandidateOp::id).toList(),
            space.inputSide(),
            space.inputChannels(),
            space.classes(),
            evaluation.recalibrationImages(),
            evaluation.recalibrationBatchSize(),
            evaluation.recalibrationMomentum().map(String::valueOf).orElse("mean"),
            evaluation.batchSize(),
            config.imageSettings());
    return new ChildNeeds(
        supernet,
        Sha256.of(data.training().fingerprint() + " " + data.heldOut().fingerprint()),
        data.decoder(),
        Sha256.of(StrictJson.line(settings)));
  }

  private record Settings(
      long seed,
      String space,
      List<String> operations,
      int side,
      int channels,
      int classes,
      int recalibrationImages,
      int recalibrationBatchSize,
      String recalibrationMomentum,
      int batchSize,
      String transforms) {}

  /** By the names that jobs use. */
  public Map<String, String> asMap() {
    Map<String, String> needs =
        new TreeMap<>(Map.of("supernet", supernet, "data", data, "settings", settings));
    decoder.ifPresent(name -> needs.put("decoder", name));
    return Map.copyOf(needs);
  }
}
