package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.tensor.NativeLibrary.Bridge;
import io.absnas.core.tensor.NativeLibrary.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLibraryTest {
  private static final Path FOLDER = Path.of("/opt/torch/lib");
  private static final Bridge BRIDGE = new Bridge("2.7.1", "cu128");
  private static final BundledLibrary CPU_JAR =
      new BundledLibrary("2.7.1-20250812", "cpu", "linux-x86_64", List.of("libtorch.so"));
  private static final CudaDriver DRIVER =
      new CudaDriver(
          Optional.of("12.8"),
          List.of(new CudaDriver.Gpu("NVIDIA H100 80GB HBM3", 85_000_000_000L, "9.0")),
          Optional.empty());
  private static final CudaDriver NO_DRIVER = CudaDriver.none("no NVIDIA driver is installed");

  private static NativeLibrary choose(
      Map<String, String> environment, CudaDriver driver, String version, String build) {
    return choose(environment, driver, new TorchInstallation(FOLDER, version, build, false));
  }

  private static NativeLibrary choose(
      Map<String, String> environment, CudaDriver driver, TorchInstallation found) {
    return NativeLibrary.choose(
        environment, BRIDGE, Optional.of(CPU_JAR), driver, (setting, where) -> found);
  }

  private static NativeLibrary withoutInstallation(
      Map<String, String> environment, Optional<BundledLibrary> bundled, CudaDriver driver) {
    return NativeLibrary.choose(
        environment,
        BRIDGE,
        bundled,
        driver,
        (setting, where) -> {
          throw new AssertionError("looked for an installation");
        });
  }

  private static void assertRefused(ExitCode code, Runnable choice, String... words) {
    assertThatThrownBy(choice::run)
        .isInstanceOfSatisfying(AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void theJarIsUsedWhereNothingIsSetAndHasNoGpu() {
    NativeLibrary library = withoutInstallation(Map.of(), Optional.of(CPU_JAR), DRIVER);
    assertThat(library.origin()).isEqualTo(Origin.BUNDLED);
    assertThat(library.version()).isEqualTo("2.7.1");
    assertThat(library.flavour()).isEqualTo("cpu");
    assertThat(library.withoutGpu()).contains("it has no CUDA");
    assertThat(library.chosenBy()).isEqualTo("ships with ABS");
    assertThat(library.properties()).containsExactly(Map.entry("ai.djl.offline", "true"));
  }

  @ParameterizedTest
  @CsvSource({"cu128", "cu126", "cu121"})
  void anyCuda12OfTheVersionIsJoinedByTheBridge(String build) {
    NativeLibrary library = choose(Map.of("ABS_TORCH", "/opt/torch"), DRIVER, "2.7.1", build);
    assertThat(library.origin()).isEqualTo(Origin.INSTALLED);
    assertThat(library.flavour()).isEqualTo("cu128");
    assertThat(library.cuda()).isTrue();
    assertThat(library.withoutGpu()).isEmpty();
    assertThat(library.chosenBy()).isEqualTo("ABS_TORCH=/opt/torch");
    assertThat(library.properties())
        .isEqualTo(
            Map.of(
                "ai.djl.offline", "true",
                "PYTORCH_LIBRARY_PATH", "/opt/torch/lib",
                "PYTORCH_VERSION", "2.7.1",
                "PYTORCH_FLAVOR", "cu128"));
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, it is a build for cpu",
    "rocm, it is a build for rocm",
    "cu118, it is a build for cu118",
    "cu130, it is a build for cu130"
  })
  void otherBuildsOfTheVersionRunOnTheCpuOnly(String build, String reason) {
    NativeLibrary library =
        choose(Map.of("PYTORCH_LIBRARY_PATH", "/opt/torch/lib"), DRIVER, "2.7.1", build);
    assertThat(library.flavour()).isEqualTo("cpu");
    assertThat(library.withoutGpu()).hasValueSatisfying(r -> assertThat(r).startsWith(reason));
  }

  @Test
  void withoutADriverTheCudaPartIsNotLoaded() {
    NativeLibrary library = choose(Map.of("ABS_TORCH", "x"), NO_DRIVER, "2.7.1", "cu128");
    assertThat(library.flavour()).isEqualTo("cpu");
    assertThat(library.withoutGpu()).contains("no NVIDIA driver is installed");
  }

  @Test
  void anotherVersionIsRefusedUnlessItsBridgeLiesBesideIt() {
    assertRefused(
        ExitCode.DEVICE,
        () -> choose(Map.of("ABS_TORCH", "x"), DRIVER, "2.6.0", "cu128"),
        "2.6.0 (cu128)",
        "/opt/torch/lib",
        "2.7.1 only");
    NativeLibrary own =
        choose(
            Map.of("ABS_TORCH", "x"),
            DRIVER,
            new TorchInstallation(FOLDER, "2.5.1", "cu124", true));
    assertThat(own.version()).isEqualTo("2.5.1");
    assertThat(own.flavour()).isEqualTo("cu124");
    assertThat(own.withoutGpu()).isEmpty();
  }

  @Test
  void variablesThatContradictTheFilesAreRefused() {
    assertRefused(
        ExitCode.DEVICE,
        () -> choose(Map.of("ABS_TORCH", "x", "PYTORCH_VERSION", "2.5.1"), DRIVER, "2.7.1", "cpu"),
        "PYTORCH_VERSION is 2.5.1");
    assertRefused(
        ExitCode.DEVICE,
        () -> choose(Map.of("ABS_TORCH", "x", "PYTORCH_FLAVOR", "cu128"), DRIVER, "2.7.1", "cpu"),
        "PYTORCH_FLAVOR is cu128",
        "a build for cpu");
    assertRefused(
        ExitCode.DEVICE,
        () ->
            choose(
                Map.of("ABS_TORCH", "x", "PYTORCH_FLAVOR", "cu128"), NO_DRIVER, "2.7.1", "cu128"),
        "must be cpu or not set",
        "no NVIDIA driver");
    assertRefused(
        ExitCode.USAGE,
        () -> choose(Map.of("ABS_TORCH", "x", "PYTORCH_LIBRARY_PATH", "y"), DRIVER, "2.7.1", "cpu"),
        "both set");
    assertRefused(
        ExitCode.DEVICE,
        () -> withoutInstallation(Map.of("PYTORCH_VERSION", "2.5.1"), Optional.of(CPU_JAR), DRIVER),
        "PYTORCH_VERSION is 2.5.1");
  }

  @Test
  void variablesThatAgreeChangeNothing() {
    Map<String, String> given =
        Map.of(
            "PYTORCH_LIBRARY_PATH", "/opt/torch/lib",
            "PYTORCH_VERSION", "2.7.1",
            "PYTORCH_FLAVOR", "cu128");
    NativeLibrary library = choose(given, DRIVER, "2.7.1", "cu128");
    assertThat(library.properties()).containsAllEntriesOf(given);
  }

  @Test
  void theCpuFlavourCanBeAskedFor() {
    NativeLibrary library =
        choose(Map.of("ABS_TORCH", "x", "PYTORCH_FLAVOR", "cpu"), DRIVER, "2.7.1", "cu128");
    assertThat(library.flavour()).isEqualTo("cpu");
    assertThat(library.withoutGpu()).contains("PYTORCH_FLAVOR is cpu");
  }

  @Test
  void nothingIsDownloadedUnlessAskedFor() {
    assertRefused(
        ExitCode.DEVICE,
        () -> withoutInstallation(Map.of("ABS_DOWNLOAD_ENGINE", "false"), Optional.empty(), DRIVER),
        "no libtorch");
    NativeLibrary library =
        withoutInstallation(Map.of("ABS_DOWNLOAD_ENGINE", "true"), Optional.empty(), DRIVER);
    assertThat(library.origin()).isEqualTo(Origin.DOWNLOADED);
    assertThat(library.properties())
        .isEqualTo(Map.of("ai.djl.offline", "false", "PYTORCH_FLAVOR", "cu128"));
    assertThat(
            withoutInstallation(Map.of("ABS_DOWNLOAD_ENGINE", "true"), Optional.empty(), NO_DRIVER)
                .flavour())
        .isEqualTo("cpu");
  }

  @Test
  void downloadsThatCannotServeAreRefused() {
    assertRefused(
        ExitCode.USAGE,
        () -> withoutInstallation(Map.of("ABS_DOWNLOAD_ENGINE", "yes"), Optional.empty(), DRIVER),
        "true, cpu or cu128");
    assertRefused(
        ExitCode.DEVICE,
        () ->
            withoutInstallation(
                Map.of("ABS_DOWNLOAD_ENGINE", "cu128"), Optional.empty(), NO_DRIVER),
        "no NVIDIA driver");
    assertRefused(
        ExitCode.DEVICE,
        () ->
            withoutInstallation(
                Map.of("ABS_DOWNLOAD_ENGINE", "true"), Optional.of(CPU_JAR), DRIVER),
        "class path");
  }
}
