package io.absnas.core.weights;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Weights that somebody trained, here or elsewhere, keyed by state-dict name: {@code .npz}, {@code
 * .safetensors}, or PyTorch's {@code .pth}, {@code .pt} and {@code .pth.tar}.
 *
 * <p>Supported element types are little-endian float32, float64 and int64, bytes and booleans; in
 * PyTorch's files also float16, bfloat16 and shorter integers, which are widened. Tensors of other
 * types may be in the other files and are an error only when they are asked for as weights. The
 * prefix {@code module.} of data-parallel checkpoints is taken off, and the {@code total_ops} and
 * {@code total_params} buffers of the reference's checkpoints are left out. No file can make this
 * class execute anything.
 */
public final class WeightFiles {
  private static final List<String> TORCH = List.of(".pth", ".pt", ".pth.tar");

  /**
   * What a weight file holds.
   *
   * @param tensors in the order of the file
   * @param metadata plain values beside them by key, such as {@code iters}, {@code epoch} and
   *     {@code best_acc_top1} of the reference's checkpoints
   */
  public record Content(NamedTensors tensors, Map<String, String> metadata) {
    /** Copies the map. */
    public Content {
      requireNonNull(tensors, "tensors is null");
      metadata = Map.copyOf(metadata);
    }
  }

  private WeightFiles() {}

  /**
   * Reads a weight file. A file that is missing, of another format, cut short or damaged is an
   * {@link AbsException} with exit code 3 whose line names the file and, where there is one, the
   * tensor.
   */
  public static NamedTensors read(Path file) {
    return content(file).tensors();
  }

  /** As {@link #read}, with the plain values that lie beside the tensors. */
  public static Content content(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    try {
      if (Files.isDirectory(file)) {
        throw new WeightFileException("is a directory, not a weight file");
      }
      if (name.endsWith(".npz")) {
        return new Content(Npz.read(existing(file)), Map.of());
      }
      if (name.endsWith(".safetensors")) {
        return Safetensors.read(existing(file));
      }
      if (TORCH.stream().anyMatch(name::endsWith)) {
        return TorchCheckpoint.read(existing(file));
      }
    } catch (IOException e) {
      throw new AbsException(ExitCode.INPUT, line(file, e), e);
    }
    throw new AbsException(
        ExitCode.INPUT,
        file
            + ": unknown kind of weight file, allowed are .npz, .safetensors, .pth, .pt, .pth.tar");
  }

  /** One line for whatever went wrong with a file. */
  static String line(Path file, IOException e) {
    return file + ": " + FileFailure.reason(e);
  }

  private static Path existing(Path file) throws NoSuchFileException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return file;
  }
}
