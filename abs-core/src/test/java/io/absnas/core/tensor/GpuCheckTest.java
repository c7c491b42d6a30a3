package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuCheckTest {
  private static final CudaDriver.Gpu GPU =
      new CudaDriver.Gpu("NVIDIA H100 80GB HBM3", 85_000_000_000L, "9.0");
  private static final CudaDriver DRIVER =
      new CudaDriver(Optional.of("12.4"), List.of(GPU, GPU), Optional.empty());
  private static final CudaDriver NO_DRIVER = CudaDriver.none("no NVIDIA driver is installed");

  private static NativeLibrary library(
      NativeLibrary.Origin origin, String flavour, Optional<String> withoutGpu) {
    return new NativeLibrary(
        origin, "ABS_TORCH=/t", Optional.of(Path.of("/t/lib")), "2.7.1", flavour, withoutGpu);
  }

  @Test
  void aCpuLibraryNeverHidesTheMachinesGpus() {
    NativeLibrary cpu =
        library(NativeLibrary.Origin.BUNDLED, "cpu", Optional.of("it is the CPU library"));
    assertThat(GpuCheck.unusable("/cache/cpu", cpu, DRIVER))
        .isEqualTo(
            "libtorch 2.7.1 of flavour cpu was loaded from /cache/cpu (ABS_TORCH=/t): it is the"
                + " CPU library; this machine has [NVIDIA H100 80GB HBM3, NVIDIA H100 80GB HBM3];"
                + " set ABS_TORCH to a PyTorch for CUDA 12 (docs/gpu.md)");
    assertThat(GpuCheck.unusable("/cache/cpu", cpu, NO_DRIVER))
        .endsWith("it is the CPU library; no NVIDIA driver is installed (docs/gpu.md)");
  }

  @Test
  void aMissingDriverIsSaidOnce() {
    NativeLibrary cuda = library(NativeLibrary.Origin.INSTALLED, "cpu", NO_DRIVER.problem());
    assertThat(GpuCheck.unusable("/t/lib", cuda, NO_DRIVER))
        .endsWith("(ABS_TORCH=/t): no NVIDIA driver is installed (docs/gpu.md)");
  }

  @Test
  void aDriverThatLibtorchCannotUseIsNamed() {
    NativeLibrary cuda = library(NativeLibrary.Origin.INSTALLED, "cu128", Optional.empty());
    assertThat(GpuCheck.unusable("/t/lib", cuda, DRIVER))
        .contains("libtorch finds no GPU it can use", "CUDA up to 12.4", "H100");
  }

  @Test
  void aDeviceThatAddsIsAccepted() {
    GpuCheck.requireComputes(ComputeDevice.CPU, GPU, "libtorch", Scopes.root(ComputeDevice.CPU));
  }

  @Test
  void aDeviceThatDoesNotAddIsNamedWithItsCardAndLibrary() {
    NDManager closed = Scopes.root(ComputeDevice.CPU);
    closed.close();
    assertThatThrownBy(
            () ->
                GpuCheck.requireComputes(
                    new ComputeDevice(ComputeDevice.Kind.GPU, 1), GPU, "PyTorch 2.5.1", closed))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessageStartingWith(
            "device gpu:1 (NVIDIA H100 80GB HBM3, compute capability 9.0) does not compute with"
                + " PyTorch 2.5.1: ");
  }

  @Test
  void slurmSaysThatAJobHasGpus() {
    assertThat(ComputeDevice.gpusOfJob(Map.of())).isEmpty();
    assertThat(ComputeDevice.gpusOfJob(Map.of("SLURM_GPUS_ON_NODE", "0"))).isEmpty();
    assertThat(ComputeDevice.gpusOfJob(Map.of("SLURM_JOB_GPUS", "0,3")))
        .contains("SLURM_JOB_GPUS=0,3");
    assertThat(ComputeDevice.gpusOfJob(Map.of("SLURM_GPUS_ON_NODE", "8")))
        .contains("SLURM_GPUS_ON_NODE=8");
  }
}
