package io.absnas.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir private Path directory;

  /** A file from a header text and that many bytes of data, all 0. */
  private Path file(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(directory.resolve("w.safetensors"), bytes.array());
  }

  private static void refuses(Path file, String... parts) {
    assertThatThrownBy(() -> WeightFiles.read(file).weight("a", List.of(2L)))
        .isInstanceOfSatisfying(
            AbsException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
              assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n");
              assertThat(e.getMessage()).contains(parts);
            });
  }

  private static NamedTensors sample() {
    return NamedTensors.of(
        List.of(
            HostTensor.of("b", List.of(3L), new float[] {1, -2, Float.MIN_VALUE}),
            HostTensor.of("a", List.of(1L, 2L), new double[] {Math.PI, -0.0}),
            new HostTensor("mask", DataKind.UINT8, List.of(3L), ByteBuffer.wrap(new byte[3])),
            HostTensor.of("scalar", List.of(), new float[] {4}),
            new HostTensor(
                "num_batches_tracked", DataKind.INT64, List.of(), ByteBuffer.allocate(8))));
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = directory.resolve("w.safetensors");
    Safetensors.write(file, sample(), Map.of("seed", "5", "note", "\"quoted\"\n"));
    WeightFiles.Content content = Safetensors.read(file);
    assertThat(content.metadata()).isEqualTo(Map.of("seed", "5", "note", "\"quoted\"\n"));
    assertThat(content.tensors().names())
        .containsExactly("b", "a", "mask", "scalar", "num_batches_tracked");
    for (HostTensor written : sample().tensors()) {
      HostTensor read = content.tensors().find(written.name()).orElseThrow();
      assertThat(read.kind()).isEqualTo(written.kind());
      assertThat(read.shape()).isEqualTo(written.shape());
      assertThat(read.bytes()).isEqualTo(written.bytes());
    }
  }

  @Test
  void layoutFollowsTheFormat() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NamedTensors tensors =
        NamedTensors.of(
            List.of(
                HostTensor.of("x", List.of(1L), new float[] {1}),
                HostTensor.of("y", List.of(1L), new double[] {2})));
    Safetensors.write(out, tensors, Map.of("k", "v"));
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
            + "\"y\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    int padded = (header.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 12).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(header.getBytes(StandardCharsets.UTF_8));
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putDouble(2).putFloat(1);
    assertThat(out.toByteArray()).isEqualTo(expected.array());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "I64; 16; is INT64",
        "I32; 8; 'I32'",
        "BF16; 4; 'BF16'",
        "F16; 4; 'F16'",
        "F8_E4M3; 2; 'F8_E4M3'",
        "F4_NEW; 1; 'F4_NEW'"
      })
  void refusesOtherTypesAsWeights(String dtype, int bytes, String what) throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}".formatted(dtype, bytes);
    refuses(
        file(header, bytes), "tensor a is", what, "weights are little-endian float32 or float64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; 7; holds 7 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; 9; holds 9 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}; 12; begins at byte 4",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}; 8; has shape [3]",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}; 8; whole number",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}; 8; whole number",
        "{'a':{'dtype':'F32','shape':[9223372036854775807,4],'data_offsets':[0,8]}}; 8; has shape",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}}; 8; whole",
        "{'a':{'dtype':'X','shape':[2],'data_offsets':[8,0]}}; 8; has bytes 8 to 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],"
            + "'data_offsets':[4,12]}}; 12; begins at byte 4, but the tensor before it ends at 8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],"
            + "'data_offsets':[8,16]}}; 16; Duplicate",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'module.a':{'dtype':'F32',"
            + "'shape':[2],'data_offsets':[8,16]}}; 16; tensor a is there twice",
        "{'../a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; 8; is not allowed",
        "{'a':{'dtype':'F32','shape':[2]}}; 8; needs exactly",
        "{'__metadata__':{'k':1}}; 0; not a map of texts",
        "{'a':; 8; not valid JSON",
        "{} {}; 0; not valid JSON"
      })
  void refusesHeadersThatDoNotFitTheData(String header, int dataBytes, String problem)
      throws IOException {
    refuses(file(header.replace('\'', '"'), dataBytes), problem);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 30, 100_000_001, Long.MAX_VALUE})
  void refusesImpossibleHeaderLengths(long length) throws IOException {
    Path file = file("{}        ", 12);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    Files.write(file, bytes);
    refuses(file, length == 30 ? "is cut short" : "does not start like a safetensors file");
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = directory.resolve("w.safetensors");
    Safetensors.write(file, sample(), Map.of());
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(
            () ->
                Safetensors.write(
                    directory.resolve("missing").resolve("w.safetensors"), sample(), Map.of()))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
