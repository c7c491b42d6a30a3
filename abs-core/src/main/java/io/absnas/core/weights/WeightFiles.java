package io.absnas.core.weights;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Weights that somebody trained, here or elsewhere, keyed by state-dict name: {@code .npz} or
 * {@code .safetensors}.
 *
 * <p>Supported element types are little-endian float32, float64 and int64, bytes and booleans.
 * Tensors of other types may be in the file and are an error only when they are asked for as
 * weights. The prefix {@code module.} of data-parallel checkpoints is taken off, and the {@code
 * total_ops} and {@code total_params} buffers of the reference's checkpoints are left out. No file
 * can make this class execute anything.
 */
public final class WeightFiles {
  private static final String ALLOWED = "allowed are .npz and .safetensors";
  private static final List<String> PICKLES = List.of(".pth", ".pth.tar", ".pt", ".pkl", ".bin");

  private WeightFiles() {}

  /**
   * Reads a weight file. A file that is missing, of another format, cut short or damaged is an
   * {@link AbsException} with exit code 3 whose line names the file and, where there is one, the
   * tensor.
   */
  public static NamedTensors read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    try {
      if (Files.isDirectory(file)) {
        throw new WeightFileException("is a directory, not a weight file");
      }
      if (name.endsWith(".npz")) {
        return Npz.read(existing(file));
      }
      if (name.endsWith(".safetensors")) {
        return Safetensors.read(existing(file)).tensors();
      }
    } catch (IOException e) {
      throw new AbsException(ExitCode.INPUT, line(file, e), e);
    }
    if (PICKLES.stream().anyMatch(name::endsWith)) {
      throw new AbsException(
          ExitCode.INPUT, file + ": PyTorch's pickled files are not read, " + ALLOWED);
    }
    throw new AbsException(ExitCode.INPUT, file + ": unknown kind of weight file, " + ALLOWED);
  }

  /** One line for whatever went wrong with a file. */
  static String line(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return file + ": no such file";
    }
    if (e instanceof AccessDeniedException) {
      return file + ": may not be read";
    }
    return file + ": " + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }

  private static Path existing(Path file) throws NoSuchFileException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return file;
  }
}
