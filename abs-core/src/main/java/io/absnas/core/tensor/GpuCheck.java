package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;

/** Whether GPUs can be used, and if not, why: one line that names the library and the machine. */
final class GpuCheck {
  private GpuCheck() {}

  /**
   * Why no GPU can be used.
   *
   * @param folder where libtorch was loaded from
   */
  static String unusable(String folder, NativeLibrary library, CudaDriver driver) {
    String reason =
        library
            .withoutGpu()
            .orElseGet(
                () ->
                    "libtorch finds no GPU it can use, though the driver, which runs CUDA up to %s, shows %s"
                        .formatted(driver.version().orElse("?"), driver.names()));
    String machine = driver.problem().orElseGet(() -> "this machine has " + driver.names());
    boolean told = reason.equals(machine) || library.withoutGpu().isEmpty();
    boolean other = !driver.gpus().isEmpty() && !library.cuda();
    return "libtorch %s of flavour %s was loaded from %s (%s): %s%s%s (docs/gpu.md)"
        .formatted(
            library.version(),
            library.flavour(),
            folder,
            library.chosenBy(),
            reason,
            told ? "" : "; " + machine,
            other ? "; set " + NativeLibrary.TORCH + " to a PyTorch for CUDA 12" : "");
  }

  /**
   * Adds two numbers on a GPU. A library that was not compiled for this GPU loads all the same, and
   * fails at its first sum.
   *
   * @param library description of what was loaded, for the message
   * @param manager a manager on the device, which is closed
   * @throws AbsException of kind DEVICE if the sum fails or is wrong
   */
  static void requireComputes(
      ComputeDevice device, CudaDriver.Gpu gpu, String library, NDManager manager) {
    try (manager;
        NDArray one = manager.ones(new Shape(1));
        NDArray two = one.add(one)) {
      float[] sum = two.toFloatArray();
      if (sum[0] != 2) {
        throw new IllegalStateException("1 + 1 came out as " + sum[0]);
      }
    } catch (RuntimeException e) {
      throw new AbsException(
          ExitCode.DEVICE,
          "device %s (%s, compute capability %s) does not compute with %s: %s"
              .formatted(device, gpu.name(), gpu.capability(), library, firstLine(e)),
          e);
    }
  }

  /** The engine's messages go on for many lines; the first says what happened. */
  static String firstLine(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return text.lines().findFirst().orElse(text);
  }
}
