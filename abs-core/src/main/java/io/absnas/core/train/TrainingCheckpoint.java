package io.absnas.core.train;

import static io.absnas.core.run.ExitCode.CHECKPOINT;
import static io.absnas.core.run.ExitCode.FAILED;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointWriter;
import io.absnas.core.run.FileFailure;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A training state as parts of a checkpoint: {@code training.json} (step, touched parameters, loss
 * scale), {@code weights.safetensors}, {@code velocity.safetensors}, where an average of the
 * weights is kept, {@code average.safetensors}, and where architecture parameters are trained, the
 * state of their optimiser, {@code architecture.safetensors}. Equal states give equal bytes.
 */
public final class TrainingCheckpoint {
  private static final Pattern FULL =
      Pattern.compile("no space left|quota exceeded", Pattern.CASE_INSENSITIVE);
  private static final String META = "training.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String VELOCITY = "velocity.safetensors";
  private static final String AVERAGE = "average.safetensors";
  private static final String ALPHAS = "architecture.safetensors";

  private TrainingCheckpoint() {}

  /**
   * Content of {@code training.json}.
   *
   * @param step steps done
   * @param touched names of parameters that have been on a path, sorted
   * @param lossScale factor of the loss, in half-precision training only
   */
  record Meta(long step, List<String> touched, Optional<LossScale> lossScale) {
    Meta {
      touched = List.copyOf(touched);
    }
  }

  /** Adds all parts. */
  public static void write(CheckpointWriter writer, TrainingState state) throws IOException {
    requireNonNull(state, "state is null");
    List<String> touched = List.copyOf(new TreeSet<>(state.touched()));
    writer.json(META, new Meta(state.step(), touched, state.lossScale()));
    writeTensors(writer, WEIGHTS, state.weights());
    writeTensors(writer, VELOCITY, state.velocities());
    if (state.average().isPresent()) {
      writeTensors(writer, AVERAGE, state.average().get());
    }
    if (state.alphas().isPresent()) {
      writeTensors(writer, ALPHAS, state.alphas().get());
    }
  }

  /**
   * Reads all parts.
   *
   * @throws AbsException with {@code CHECKPOINT} if a part is missing or unreadable
   */
  public static TrainingState read(Checkpoint checkpoint) {
    Meta meta = checkpoint.json(META, Meta.class);
    return new TrainingState(
        meta.step(),
        readTensors(checkpoint, WEIGHTS),
        readTensors(checkpoint, VELOCITY),
        Set.copyOf(meta.touched()),
        meta.lossScale(),
        checkpoint.has(AVERAGE) ? Optional.of(readTensors(checkpoint, AVERAGE)) : Optional.empty(),
        checkpoint.has(ALPHAS) ? Optional.of(readTensors(checkpoint, ALPHAS)) : Optional.empty());
  }

  /** Adds a part of named tensors, for example base weights. */
  public static void writeTensors(CheckpointWriter writer, String part, NamedTensors tensors)
      throws IOException {
    writer.part(part, out -> Safetensors.write(out, tensors, Map.of()));
  }

  /**
   * Reads a part of named tensors.
   *
   * @throws AbsException with {@code CHECKPOINT} if it is missing or unreadable
   */
  public static NamedTensors readTensors(Checkpoint checkpoint, String part) {
    try {
      // Mapped from a file that has no name any more, so that big supernets need no heap. It lies
      // beside the checkpoint: the folder for temporary files may be small, or memory itself.
      Path copy =
          AtomicFiles.temporaryBeside(checkpoint.file().resolveSibling(part + ".safetensors"));
      try (InputStream in = checkpoint.open(part)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return Safetensors.read(copy).tensors();
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      String reason = FileFailure.reason(e);
      // The checkpoint is as good as it was: it can be read when there is room again.
      throw FULL.matcher(reason).find()
          ? new AbsException(
              FAILED,
              "%s: no room beside it for a copy of part %s: %s"
                  .formatted(checkpoint.file(), part, reason),
              e)
          : unreadable(checkpoint, part, reason, e);
    } catch (AbsException e) {
      throw unreadable(checkpoint, part, String.valueOf(e.getMessage()), e);
    }
  }

  private static AbsException unreadable(
      Checkpoint checkpoint, String part, String reason, Exception cause) {
    return new AbsException(
        CHECKPOINT,
        "%s: part %s cannot be read: %s".formatted(checkpoint.file(), part, reason),
        cause);
  }
}
