package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  @Test
  void devicesAreParsed() {
    assertThat(ComputeDevice.parse("cpu", () -> 2)).containsExactly(ComputeDevice.CPU);
    assertThat(ComputeDevice.parse("cpu:3", () -> 2)).hasSize(3).containsOnly(ComputeDevice.CPU);
    assertThat(ComputeDevice.parse("gpu:0,1,0", () -> 2).toString())
        .isEqualTo("[gpu:0, gpu:1, gpu:0]");
    assertThat(ComputeDevice.parse("auto", () -> 2).toString()).isEqualTo("[gpu:0, gpu:1]");
    assertThat(ComputeDevice.parse("auto", () -> 0)).containsExactly(ComputeDevice.CPU);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu:0", "gpu", "gpu:", "gpu:0,", "tpu", "CPU"})
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> ComputeDevice.parse(text, () -> 0))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void anAbsentGpuIsAnErrorOfItsOwnKind() {
    assertThatThrownBy(() -> ComputeDevice.parse("gpu:999"))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessageContaining("gpu:999");
  }

  @Test
  void theModeIsTheThreadsOwnAndComesBack() {
    boolean before = GradScope.recording();
    GradScope outer = GradScope.enabled();
    try (outer) {
      assertThat(GradScope.unrecorded(GradScope::recording)).isFalse();
      boolean elsewhere =
          CompletableFuture.supplyAsync(() -> GradScope.unrecorded(GradScope::recording)).join();
      assertThat(elsewhere).isFalse();
      assertThat(GradScope.recording()).isTrue();
    }
    assertThat(GradScope.recording()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void imagesAreChannelsLastInMemoryOnly(boolean copies) {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        ImageBuffer buffer = new ImageBuffer(manager, 3, 2, 2, copies)) {
      float[] values = new float[3 * 2 * 2 * 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      int before = Scopes.arrays(manager);
      for (int images = 1; images <= 3; images++) {
        try (NDManager step = Scopes.step(manager)) {
          values[0] = images;
          NDArray batch = buffer.fill(values, images, step);
          float[] exact = Arrays.copyOf(values, images * 2 * 2 * 2);
          NDArray fresh = ImageBuffer.channelsLast(step, exact, images, 2, 2, 2);
          assertThat(batch.getShape().getShape()).containsExactly(images, 2, 2, 2);
          assertThat(batch.toFloatArray()).startsWith(images, 2, 4, 6, 1, 3, 5, 7);
          assertThat(batch.toFloatArray()).isEqualTo(fresh.toFloatArray());
        }
      }
      assertThat(Scopes.arrays(manager)).isEqualTo(before);
      assertThatThrownBy(() -> buffer.fill(values, 4, manager)).hasMessageContaining("4 images");
    }
  }

  @Test
  void readingThroughACopyLeavesNothingBehind() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray transposed = manager.create(new float[][] {{1, 2}, {3, 4}}).transpose();
      int before = Scopes.arrays(manager);
      assertThat(HostCopies.copied(transposed, NDArray::toFloatArray)).containsExactly(1, 3, 2, 4);
      assertThat(Scopes.arrays(manager)).isEqualTo(before);
    }
  }

  @Test
  void aCopiedBatchOutlivesTheNextOne() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        ImageBuffer buffer = new ImageBuffer(manager, 1, 1, 1, true)) {
      NDArray first = buffer.fill(new float[] {3}, 1, manager);
      NDArray second = buffer.fill(new float[] {5}, 1, manager);
      assertThat(first.toFloatArray()).containsExactly(3);
      assertThat(second.toFloatArray()).containsExactly(5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesBecomeFloatsOnTheirWay(boolean copies) {
    byte[] values = {0, 1, 127, (byte) 128, (byte) 200, (byte) 255};
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        ImageBuffer buffer = new ImageBuffer(manager, 2, 1, 3, copies)) {
      try (NDManager step = Scopes.step(manager)) {
        NDArray raw = buffer.fill(values, 0, 2, new float[0], new float[0], step);
        assertThat(raw.toFloatArray()).containsExactly(0, 1, 127, 128, 200, 255);
      }
      int before = Scopes.arrays(manager);
      try (NDManager step = Scopes.step(manager)) {
        float[] mean = {0.485f, 0.456f, 0.406f};
        float[] std = {0.229f, 0.224f, 0.225f};
        NDArray second = buffer.fill(values, 3, 1, mean, std, step);
        // PyTorch: torch.tensor([128, 200, 255]).div(255).sub(mean).div(std) in float32
        assertThat(second.toFloatArray()).containsExactly(0.07406463f, 1.4656863f, 2.64f);
        NDArray engine =
            step.create(new float[] {128, 200, 255})
                .div(255)
                .sub(step.create(mean))
                .div(step.create(std));
        assertThat(second.toFloatArray()).isEqualTo(engine.toFloatArray());
      }
      assertThat(Scopes.arrays(manager)).isEqualTo(before);
      assertThatThrownBy(() -> buffer.fill(values, 3, 2, new float[0], new float[0], manager))
          .hasMessageContaining("3 values for 2 images");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void manyBytesKeepTheirPlaces(int channels) {
    byte[] values = new byte[2 * 61 * 61 * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i * 7 + i / 251);
    }
    float[] mean = {0.5f, 0.25f, 0.125f};
    float[] std = {0.5f, 0.25f, 0.5f};
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        ImageBuffer buffer = new ImageBuffer(manager, 2, 61, channels, false)) {
      NDArray filled = buffer.fill(values, 0, 2, mean, std, manager).transpose(0, 2, 3, 1);
      float[] found = filled.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        int channel = i % channels;
        float expected = ((values[i] & 0xff) / 255f - mean[channel]) / std[channel];
        assertThat(found[i]).isEqualTo(expected);
      }
    }
  }

  @Test
  void theEngineTellsItsVersionAndWhereItIs() {
    assertThat(TensorEngine.description())
        .startsWith(
            "PyTorch " + TensorEngine.version() + " " + TensorEngine.nativeLibrary().flavour());
    assertThat(TensorEngine.cache()).isDirectory();
    assertThat(TensorEngine.version()).startsWith("2.");
    assertThat(Path.of(TensorEngine.library())).isDirectory();
    assertThat(TensorEngine.threads()).isPositive();
    assertThat(TensorEngine.gpuCount()).isNotNegative();
  }
}
