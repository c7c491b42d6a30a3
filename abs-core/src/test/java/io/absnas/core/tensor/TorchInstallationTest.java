package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchInstallationTest {
  private static final String WHEEL =
      """
      from typing import Optional

      __all__ = ['__version__', 'debug', 'cuda', 'git_version', 'hip']
      __version__ = '%s'
      debug = False
      cuda: Optional[str] = %s
      git_version = 'e2d141dbde55c2a4370fac5165b0561b6af4798b'
      hip: Optional[str] = %s
      """;

  @TempDir private Path folder;
  private Path environment;
  private Path torch;

  @BeforeEach
  void install() throws IOException {
    environment = folder.resolve("an env");
    torch = environment.resolve("lib/python3.11/site-packages/torch");
    Files.createDirectories(torch.resolve("lib"));
    Files.createFile(torch.resolve("lib/libtorch.so"));
    Files.writeString(
        torch.resolve("version.py"), WHEEL.formatted("2.7.1+cu128", "'12.8'", "None"));
  }

  private static TorchInstallation find(Path where) {
    return TorchInstallation.find("ABS_TORCH", where.toString());
  }

  private Path python(String name, String body) throws IOException {
    Path python = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    return python;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lib/python3.11/site-packages",
        "lib/python3.11/site-packages/torch",
        "lib/python3.11/site-packages/torch/lib",
        "lib/python3.11/site-packages/torch/lib/libtorch.so"
      })
  void everyFolderOnTheWayIsUnderstood(String below) {
    assertThat(find(environment.resolve(below)))
        .isEqualTo(new TorchInstallation(torch.resolve("lib"), "2.7.1", "cu128", false));
  }

  @Test
  void anInterpreterIsAskedWhereItsTorchIs() throws IOException {
    Path python = python("python", "echo '" + torch.resolve("__init__.py") + "'");
    assertThat(find(python).folder()).isEqualTo(torch.resolve("lib"));
    Path without = python("python-without", "echo");
    assertThatThrownBy(() -> find(without)).hasMessageContaining("no package torch");
  }

  @ParameterizedTest
  @CsvSource({
    "2.7.1+cu126, '12.6', None, 2.7.1, cu126",
    "2.7.1+cpu, None, None, 2.7.1, cpu",
    "2.5.1, '12.4', None, 2.5.1, cu124",
    "2.7.1+rocm6.3, None, '6.3.42131', 2.7.1, rocm"
  })
  void aWheelTellsVersionAndBuild(
      String full, String cuda, String hip, String version, String build) {
    String text = WHEEL.formatted(full, quoted(cuda), quoted(hip));
    assertThat(TorchInstallation.of(torch.resolve("lib"), text))
        .contains(new TorchInstallation(torch.resolve("lib"), version, build, false));
  }

  private static String quoted(String value) {
    return value.equals("None") ? value : "'" + value + "'";
  }

  @Test
  void aLibtorchWithoutPythonTellsItByABuildVersion() throws IOException {
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Files.createFile(unpacked.resolve("libtorch.so"));
    Files.createFile(unpacked.resolve("libdjl_torch.so"));
    Files.writeString(unpacked.resolve("build-version"), "2.5.1+cu124\n");
    assertThat(find(unpacked)).isEqualTo(new TorchInstallation(unpacked, "2.5.1", "cu124", true));
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> find(empty))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessage("ABS_TORCH is " + empty + ", where there is no libtorch.so");
    Files.createFile(empty.resolve("libtorch.so"));
    assertThatThrownBy(() -> find(empty)).hasMessageContaining("tells the version");
    Files.writeString(empty.resolve("build-version"), "no version");
    assertThatThrownBy(() -> find(empty)).hasMessageContaining("tells the version");
  }
}
