package io.absnas.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.cli.doctor.Check.Status;
import io.absnas.core.tensor.CudaDriver;
import io.absnas.core.tensor.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineChecksTest {
  private static final CudaDriver.Gpu GPU = new CudaDriver.Gpu("NVIDIA A100", 42L << 30, "8.0");
  private static final CudaDriver DRIVER =
      new CudaDriver(Optional.of("12.4"), List.of(GPU, GPU), Optional.empty());

  @Test
  void theLibraryTellsFlavourPlaceAndReason() {
    NativeLibrary library =
        new NativeLibrary(
            NativeLibrary.Origin.INSTALLED,
            "ABS_TORCH=/t",
            Optional.of(Path.of("/t/lib")),
            "2.7.1",
            "cu128",
            Optional.empty());
    assertThat(EngineChecks.library(library, "/t/lib"))
        .isEqualTo(
            Check.ok("library", "libtorch 2.7.1, flavour cu128, from /t/lib (ABS_TORCH=/t)"));
  }

  @Test
  void eachGpuHasALine() {
    assertThat(EngineChecks.gpus(DRIVER, Optional.empty()))
        .containsExactly(
            Check.ok(
                "gpu:0", "NVIDIA A100, 42.0 GiB, compute capability 8.0, driver for CUDA 12.4"),
            Check.ok(
                "gpu:1", "NVIDIA A100, 42.0 GiB, compute capability 8.0, driver for CUDA 12.4"));
  }

  @Test
  void gpusThatAreNotUsedAreWarnedOf() {
    assertThat(EngineChecks.gpus(DRIVER, Optional.of("it has no CUDA")))
        .hasSize(3)
        .last()
        .isEqualTo(Check.warn("gpus", "none can be used", "it has no CUDA"));
  }

  @Test
  void aMachineWithoutGpusIsFine() {
    CudaDriver none = new CudaDriver(Optional.empty(), List.of(), Optional.of("no driver"));
    assertThat(EngineChecks.gpus(none, Optional.of("no driver")))
        .containsExactly(new Check("gpus", Status.OK, "none: no driver", Optional.empty()));
  }

  @Test
  void settingsThatChangeResultsAreShown() {
    assertThat(EngineChecks.cudaSettings(Map.of()).value()).isEqualTo("defaults");
    assertThat(
            EngineChecks.cudaSettings(
                    Map.of("NVIDIA_TF32_OVERRIDE", "0", "CUDA_VISIBLE_DEVICES", "1"))
                .value())
        .isEqualTo("CUDA_VISIBLE_DEVICES=1, NVIDIA_TF32_OVERRIDE=0");
  }
}
