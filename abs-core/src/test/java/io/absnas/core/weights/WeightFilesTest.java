package io.absnas.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {
  @TempDir private Path directory;

  private static byte[] safetensors() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(
        out,
        NamedTensors.of(
            List.of(
                HostTensor.of("a.weight", List.of(2L, 2L), new float[] {1, 2, 3, 4}),
                HostTensor.of("b.weight", List.of(1L), new double[] {2}))),
        Map.of("seed", "1"));
    return out.toByteArray();
  }

  private static byte[] npz(boolean stored) {
    return new NpzBytes(stored)
        .floats("a.weight", "(2, 2)", 1, 2, 3, 4)
        .floats("b.weight", "(3,)", 1, 0, 0)
        .bytes();
  }

  /** Whether the file is refused; any other failure than a refusal fails the test. */
  private static boolean refused(Path file) {
    try {
      WeightFiles.read(file).tensors().forEach(HostTensor::doubles);
      return false;
    } catch (AbsException e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
      assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
      return true;
    }
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    for (String kind : List.of("stored.npz", "deflated.npz", "w.safetensors")) {
      byte[] whole = kind.endsWith("npz") ? npz(kind.startsWith("s")) : safetensors();
      Path file = directory.resolve(kind);
      assertThat(refused(Files.write(file, whole))).isFalse();
      for (int length = 0; length < whole.length; length++) {
        assertThat(refused(Files.write(file, Arrays.copyOf(whole, length)))).isTrue();
      }
    }
  }

  @Test
  void tenThousandMutationsAreReadOrRefused() throws IOException {
    List<byte[]> originals = List.of(npz(true), npz(false), safetensors());
    for (int i = 0; i < 10_000; i++) {
      RandomGenerator random = RandomStreams.of(1).stream("mutation", i);
      byte[] bytes = originals.get(i % 3).clone();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      Path file = directory.resolve(i % 3 == 2 ? "w.safetensors" : "w.npz");
      refused(Files.write(file, Arrays.copyOf(bytes, length)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.pkl", "w.tar", "w.bin", "w.csv", "w"})
  void otherExtensionsAreRefusedWithWhatIsAllowed(String name) throws IOException {
    Path file = Files.write(directory.resolve(name), npz(false));
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(AbsException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageEndingWith("allowed are .npz, .safetensors, .pth, .pt, .pth.tar");
  }

  @Test
  void contentMustFitTheExtension() throws IOException {
    assertThat(refused(Files.write(directory.resolve("w.npz"), safetensors()))).isTrue();
    assertThat(refused(Files.write(directory.resolve("w.safetensors"), npz(true)))).isTrue();
    for (String name : List.of("w.pth", "w.pt", "w.pth.tar")) {
      assertThat(refused(Files.write(directory.resolve(name), npz(true)))).isTrue();
      assertThat(refused(Files.write(directory.resolve(name), safetensors()))).isTrue();
      assertThat(refused(Files.write(directory.resolve(name), new byte[0]))).isTrue();
    }
  }

  @Test
  void missingFilesAndDirectoriesAreNamed() throws IOException {
    Path missing = directory.resolve("missing.npz");
    assertThatThrownBy(() -> WeightFiles.read(missing)).hasMessage(missing + ": no such file");
    Path folder = Files.createDirectory(directory.resolve("folder.safetensors"));
    assertThatThrownBy(() -> WeightFiles.read(folder))
        .hasMessage(folder + ": is a directory, not a weight file");
  }

  @Test
  void aWeightOfAnotherShapeOrNoneIsNamed() throws IOException {
    NamedTensors tensors = WeightFiles.read(Files.write(directory.resolve("w.npz"), npz(true)));
    assertThatThrownBy(() -> tensors.weight("a.weight", List.of(4L)))
        .hasMessageEndingWith("w.npz: tensor a.weight has shape [2, 2], the space needs [4]");
    assertThatThrownBy(() -> tensors.weight("c.weight", List.of(4L)))
        .hasMessageEndingWith(
            "w.npz: tensor c.weight is missing, the space needs it with shape [4]");
  }
}
