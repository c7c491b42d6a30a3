package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CudnnSettingsTest {
  @Test
  void theLibraryThatShipsWithAbsHasTheSetting() {
    Path libtorch = Path.of(TensorEngine.library());
    assertThatCode(() -> CudnnSettings.requireFixedOrder(libtorch)).doesNotThrowAnyException();
  }

  @Test
  void aLibraryWithoutTheSettingIsRefusedByName(@TempDir Path empty) {
    assertThatExceptionOfType(AbsException.class)
        .isThrownBy(() -> CudnnSettings.requireFixedOrder(empty))
        .withMessageContaining("ABS_CUDNN_DETERMINISTIC is true")
        .withMessageContaining(empty.toString())
        .matches(e -> e.exitCode() == ExitCode.DEVICE);
  }
}
