package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.DataPair;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.ShrunkSpaceFile;
import io.absnas.core.space.TwoPredecessors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightsId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that a shrinking run leaves in its directory, beside those of every run. */
final class ShrinkFiles {
  static final String SPACE = "shrunk-space.json";
  static final String WEIGHTS = "weights.safetensors";
  static final String BASE = "base.safetensors";
  private static final String RESULT = "result.json";

  private final Path directory;
  private final String configSha256;
  private final List<Provenance.BuiltOn> builtOn;

  ShrinkFiles(Path directory, String configSha256, List<Provenance.BuiltOn> builtOn) {
    this.directory = requireNonNull(directory, "directory is null");
    this.configSha256 = requireNonNull(configSha256, "configSha256 is null");
    this.builtOn = List.copyOf(builtOn);
  }

  /** Writes history and shrunk space as they are after a stage. */
  void writeSpace(SearchSpace left, History history) throws IOException {
    Path historyFile = directory.resolve(History.FILE_NAME);
    SealedJson.write(historyFile, history);
    SpaceOrigin origin =
        new SpaceOrigin(
            ShrinkResult.KIND,
            BuildInfo.read().version(),
            configSha256,
            Sha256.of(historyFile),
            history.stages().size());
    new ShrunkSpaceFile(left, StrictJson.tree(origin), Optional.of(History.FILE_NAME))
        .write(directory.resolve(SPACE));
  }

  /**
   * Provenance inside the file of the shrunk space.
   *
   * @param producedBy kind of run
   * @param version of the toolkit
   * @param configSha256 hash of the run's configuration
   * @param historySha256 hash of the history that belongs to the space
   * @param stages stages behind it
   */
  private record SpaceOrigin(
      String producedBy, String version, String configSha256, String historySha256, int stages) {}

  /** Writes the weights at the end, those that angles are measured from, and the result. */
  ShrinkResult writeResult(SearchSpace space, ShrinkOutcome.Finished finished, DataPair data)
      throws IOException {
    ShrinkState state = finished.state();
    Safetensors.write(directory.resolve(WEIGHTS), state.training().weights(), Map.of());
    Safetensors.write(directory.resolve(BASE), state.base(), Map.of());
    ShrinkProgress progress = state.progress();
    return write(
        space,
        finished.left(),
        finished.reason(),
        progress.history(),
        new Measured(
            progress.firstAccuracy(),
            finished.lastAccuracy(),
            Optional.of(data.training().fingerprint()),
            Optional.of(data.heldOut().fingerprint()),
            data.skippedImages()),
        progress.baseId(),
        WeightsId.of(state.training().weights()));
  }

  /** Writes the result of a round without training. */
  ShrinkResult writeResult(
      SearchSpace space,
      SearchSpace left,
      StopReason reason,
      History history,
      String baseId,
      String weightsId)
      throws IOException {
    Measured nothing =
        new Measured(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return write(space, left, reason, history, nothing, baseId, weightsId);
  }

  private record Measured(
      Optional<ChildrenAccuracy> first,
      Optional<ChildrenAccuracy> last,
      Optional<String> trainingData,
      Optional<String> heldOutData,
      Optional<Integer> skippedImages) {}

  private ShrinkResult write(
      SearchSpace space,
      SearchSpace left,
      StopReason reason,
      History history,
      Measured measured,
      String baseId,
      String weightsId)
      throws IOException {
    List<StageRecord> stages = history.stages();
    Optional<StageRecord> last =
        stages.isEmpty() ? Optional.empty() : Optional.of(stages.get(stages.size() - 1));
    ShrinkResult result =
        new ShrinkResult(
            ShrinkResult.FORMAT,
            ShrinkResult.KIND,
            space.id(),
            space.size(),
            left.size(),
            cells(space),
            cells(left),
            ShrinkProgress.choiceIds(left),
            stages.size(),
            reason.id(),
            last.map(StageRecord::epochs).orElse(0L),
            last.map(StageRecord::steps).orElse(0L),
            measured.first(),
            measured.last(),
            baseId,
            weightsId,
            Sha256.of(directory.resolve(SPACE)),
            Sha256.of(directory.resolve(History.FILE_NAME)),
            configSha256,
            measured.trainingData(),
            measured.heldOutData(),
            measured.skippedImages(),
            builtOn);
    SealedJson.write(directory.resolve(RESULT), result);
    return result;
  }

  private static Optional<BigInteger> cells(SearchSpace space) {
    return TwoPredecessors.binds(space)
        ? Optional.of(TwoPredecessors.size((CellSpace) space))
        : Optional.empty();
  }
}
