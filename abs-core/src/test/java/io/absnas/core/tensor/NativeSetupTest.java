package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeSetupTest {
  private static final CudaDriver NO_DRIVER = CudaDriver.none("no NVIDIA driver is installed");

  @TempDir private Path folder;

  private Path installation(String version) throws IOException {
    Path lib = Files.createDirectories(folder.resolve("torch/lib"));
    Files.createFile(lib.resolve("libtorch.so"));
    Files.writeString(lib.resolveSibling("build-version"), version);
    return lib;
  }

  private NativeSetup setup(Map<String, String> settings) {
    java.util.Map<String, String> environment = new java.util.HashMap<>(settings);
    environment.put("DJL_CACHE_DIR", folder.resolve("cache").toString());
    return NativeSetup.of(environment, NO_DRIVER);
  }

  @Test
  void theJarIsUnpackedWithItsBridgeAndTheMainLibraryLast() {
    NativeSetup setup = setup(Map.of());
    assertThat(setup.folder()).matches("pytorch/2\\.7\\.1-[0-9]+-cpu-linux-x86_64");
    assertThat(setup.files().keySet())
        .contains("0.36.0-libdjl_torch.so", "libtorch_cpu.so", "libc10.so")
        .endsWith("libtorch.so");
    assertThat(setup.cache()).isEqualTo(folder.resolve("cache"));
  }

  @Test
  void anInstalledLibraryNeedsTheBridgeOnly() throws IOException {
    Path lib = installation("2.7.1+cpu");
    NativeSetup setup = setup(Map.of("PYTORCH_LIBRARY_PATH", lib.toString()));
    assertThat(setup.folder()).isEqualTo("pytorch/2.7.1-cpu-linux-x86_64");
    assertThat(setup.files().keySet()).containsExactly("0.36.0-libdjl_torch.so");
    Files.createFile(lib.resolve("libdjl_torch.so"));
    assertThat(setup(Map.of("PYTORCH_LIBRARY_PATH", lib.toString())).files()).isEmpty();
  }

  @Test
  void aBridgeThatIsNotOnTheClassPathIsMissed() throws IOException {
    Path lib = installation("2.6.0+cpu");
    assertThatThrownBy(() -> setup(Map.of("ABS_TORCH", lib.toString())))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessageContainingAll("2.6.0 (cpu)", "2.7.1 only");
  }

  @Test
  void theCudaRuntimeBesideALibtorchIsFound() throws IOException {
    Path lib = Files.createDirectories(folder.resolve("site-packages/torch/lib"));
    assertThat(NativeSetup.cudaRuntime(lib)).isEmpty();
    Path wheels = Files.createDirectories(folder.resolve("site-packages/nvidia/cuda_runtime/lib"));
    Path runtime = Files.createFile(wheels.resolve("libcudart.so.12"));
    assertThat(NativeSetup.cudaRuntime(lib)).contains(runtime);
    Path own = Files.createFile(lib.resolve("libcudart-8774224f.so.12"));
    assertThat(NativeSetup.cudaRuntime(lib)).contains(own);
  }
}
