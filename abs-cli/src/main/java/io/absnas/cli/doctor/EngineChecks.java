package io.absnas.cli.doctor;

import io.absnas.core.tensor.CudaDriver;
import io.absnas.core.tensor.NativeLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The native library and the GPUs. */
public final class EngineChecks {
  private EngineChecks() {}

  /**
   * Which libtorch was loaded and why.
   *
   * @param folder where it was loaded from
   */
  public static Check library(NativeLibrary library, String folder) {
    return Check.ok(
        "library",
        "libtorch %s, flavour %s, from %s (%s)"
            .formatted(library.version(), library.flavour(), folder, library.chosenBy()));
  }

  /**
   * One line for each GPU of the machine, or one that says that there is none; and one that warns
   * where the library cannot use them.
   *
   * @param withoutGpu why none can be used; empty where they can
   */
  public static List<Check> gpus(CudaDriver driver, Optional<String> withoutGpu) {
    if (driver.gpus().isEmpty()) {
      return List.of(Check.ok("gpus", "none: " + driver.problem().orElse("the driver shows none")));
    }
    List<Check> checks = new ArrayList<>();
    for (int index = 0; index < driver.gpus().size(); index++) {
      CudaDriver.Gpu gpu = driver.gpus().get(index);
      checks.add(
          Check.ok(
              "gpu:" + index,
              "%s, %s, compute capability %s, driver for CUDA %s"
                  .formatted(
                      gpu.name(),
                      MachineChecks.gibibytes(gpu.memoryBytes()),
                      gpu.capability(),
                      driver.version().orElse("?"))));
    }
    withoutGpu.ifPresent(reason -> checks.add(Check.warn("gpus", "none can be used", reason)));
    return checks;
  }

  /** Variables that change results or speed on GPUs, where they are set. */
  public static Check cudaSettings(Map<String, String> environment) {
    List<String> set = new ArrayList<>();
    for (String name :
        List.of(
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_TF32_OVERRIDE",
            "ABS_CUDNN_BENCHMARK",
            "ABS_CUDNN_DETERMINISTIC")) {
      Optional.ofNullable(environment.get(name)).ifPresent(value -> set.add(name + "=" + value));
    }
    return Check.ok("cuda settings", set.isEmpty() ? "defaults" : String.join(", ", set));
  }
}
