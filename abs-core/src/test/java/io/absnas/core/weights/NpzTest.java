package io.absnas.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  private static final byte[] EIGHT = new byte[8];

  @TempDir private Path directory;

  private NamedTensors read(NpzBytes npz) throws IOException {
    return WeightFiles.read(Files.write(directory.resolve("w.npz"), npz.bytes()));
  }

  private void refuses(NpzBytes npz, String... parts) throws IOException {
    Path file = Files.write(directory.resolve("w.npz"), npz.bytes());
    assertThatThrownBy(() -> WeightFiles.read(file).weight("a", List.of(2L)))
        .isInstanceOfSatisfying(
            AbsException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
              assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n");
              assertThat(e.getMessage()).contains(parts);
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsStoredAndDeflatedArraysOfEverySupportedType(boolean stored) throws IOException {
    NamedTensors tensors =
        read(
            new NpzBytes(stored)
                .floats("cells.0.edges.1<-0.2.op.1.weight", "(2, 3)", 1, 2, 3, 4, 5, -6.5f)
                .floats("scalar", "()", 7)
                .floats("empty", "(0, 3)")
                .array("f8", "'<f8'", "False", "(1,)", new byte[] {0, 0, 0, 0, 0, 0, -8, 63})
                .array("i8", "'<i8'", "False", "(1,)", new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})
                .array("u1", "'|u1'", "False", "(2,)", new byte[] {-1, 3})
                .array("b1", "'|b1'", "False", "(2,)", new byte[] {1, 0}));
    HostTensor weight = tensors.find("cells.0.edges.1<-0.2.op.1.weight").orElseThrow();
    assertThat(weight.shape()).containsExactly(2L, 3L);
    assertThat(weight.floats()).containsExactly(1, 2, 3, 4, 5, -6.5f);
    assertThat(tensors.find("scalar").orElseThrow().doubles()).containsExactly(7);
    assertThat(tensors.find("empty").orElseThrow().size()).isZero();
    assertThat(tensors.find("f8").orElseThrow().doubles()).containsExactly(1.5);
    assertThat(tensors.find("i8").orElseThrow().doubles()).containsExactly(-1);
    assertThat(tensors.find("u1").orElseThrow().doubles()).containsExactly(255, 3);
    assertThat(tensors.find("b1").orElseThrow().doubles()).containsExactly(1, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryHeaderVersionWithKeysInAnyOrder(int version) throws IOException {
    String literal = "{\"shape\":(2,),'descr':'<f4','fortran_order':False}";
    NamedTensors tensors = read(new NpzBytes(false).literal("a", version, literal, EIGHT));
    assertThat(tensors.weight("a", List.of(2L)).doubles()).containsExactly(0, 0);
  }

  @Test
  void takesOffTheWrappersPrefixAndLeavesCountersOut() throws IOException {
    NamedTensors tensors =
        read(
            new NpzBytes(false)
                .floats("module.a", "(1,)", 3)
                .floats("module.conv.total_ops", "(1,)", 0)
                .floats("module.conv.total_params", "(1,)", 0));
    assertThat(tensors.names()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'<i8'; 1; is INT64",
        "'<i4'; 2; of NumPy type '<i4'",
        "'<f2'; 4; of NumPy type '<f2'",
        "'>f4'; 2; big-endian ('>f4')",
        "'>f8'; 1; big-endian",
        "'|O'; 1; never unpickled",
        "'<U2'; 1; of NumPy type '<U2'",
        "'<c8'; 1; of NumPy type '<c8'",
        "'|V2'; 4; of NumPy type '|V2'"
      },
      quoteCharacter = '~')
  void refusesOtherTypesAsWeightsButNotBesideThem(String descr, int size, String what)
      throws IOException {
    String shape = "(" + size + ",)";
    refuses(
        new NpzBytes(false).array("a", descr, "False", shape, EIGHT),
        "tensor a is",
        what,
        "weights are little-endian float32 or float64");
    NamedTensors tensors =
        read(
            new NpzBytes(false)
                .floats("a", "(2,)", 1, 2)
                .array("extra", descr, "False", shape, EIGHT));
    assertThat(tensors.weight("a", List.of(2L)).doubles()).containsExactly(1, 2);
  }

  @Test
  void refusesRecordTypesAndFortranOrder() throws IOException {
    refuses(
        new NpzBytes(false).array("a", "[('x', '<f4', (2,))]", "False", "(1,)", EIGHT),
        "tensor a is of NumPy type '[('x', '<f4', (2,))]'");
    refuses(
        new NpzBytes(false).array("a", "'<f4'", "True", "(1, 2)", EIGHT),
        "tensor a is an array in Fortran order");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(3,)",
        "(1,)",
        "(2, 2)",
        "(1000000, 1000000, 1000000)",
        "(999999999999999999, 0)",
        "(4294967296, 4294967296)"
      })
  void refusesShapesThatTheDataDoesNotFill(String shape) throws IOException {
    refuses(new NpzBytes(false).floats("a", shape, 1, 2), "tensor a has shape", "8 bytes of data");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + {}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4",
        "{'descr': [('x', '<f4'), 'fortran_order': False, 'shape': (2,)}",
        "__import__('os').abort()",
        ""
      })
  void refusesHeadersThatNumpyDoesNotWrite(String literal) throws IOException {
    refuses(new NpzBytes(false).literal("a", 1, literal, EIGHT), "tensor a has a malformed NumPy");
  }

  @Test
  void refusesOtherEntriesVersionsAndMagic() throws IOException {
    refuses(new NpzBytes(false).entry("archive/data.pkl", EIGHT), "'archive/data.pkl'", ".npy");
    refuses(new NpzBytes(false).literal("a", 4, "{}", EIGHT), "version 4.0", "1.0, 2.0 and 3.0");
    refuses(new NpzBytes(false).entry("a.npy", EIGHT), "tensor a does not start like");
    refuses(new NpzBytes(false).entry("a.npy", new byte[3]), "tensor a is cut short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/etc/a", "a/b", "a\\b", "..", "", "a\u0007b"})
  void refusesNamesThatCouldBePaths(String name) throws IOException {
    refuses(new NpzBytes(false).floats(name, "(2,)", 1, 2), "tensor name", "is not allowed");
  }

  @Test
  void refusesANameThatIsThereTwice() throws IOException {
    refuses(
        new NpzBytes(false).floats("a", "(2,)", 1, 2).floats("module.a", "(2,)", 1, 2),
        "tensor a is there twice");
  }

  @Test
  void refusesMoreThanItUnpacks() throws IOException {
    byte[] npz = new NpzBytes(false).floats("a", "(2,)", 1, 2).bytes();
    int central = indexOf(npz, new byte[] {'P', 'K', 1, 2});
    npz[central + 24 + 3] = 0x70; // uncompressed size in the central directory
    Path file = Files.write(directory.resolve("bomb.npz"), npz);
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(AbsException.class)
        .hasMessageContaining("tensor a claims 1879048");
  }

  @Test
  void noticesDamagedStoredData() throws IOException {
    byte[] npz = new NpzBytes(true).floats("a", "(2,)", 1, 2).bytes();
    npz[indexOf(npz, new byte[] {'P', 'K', 1, 2}) - 1] ^= 1;
    Path file = Files.write(directory.resolve("damaged.npz"), npz);
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(AbsException.class)
        .hasMessageContaining("tensor a is damaged: its CRC-32 does not match");
  }

  @Test
  void readsWhatNumpyWrote() throws URISyntaxException {
    URL url = Objects.requireNonNull(getClass().getResource("/golden/nb201-angle/c4n1-init.npz"));
    NamedTensors tensors = WeightFiles.read(Path.of(url.toURI()));
    assertThat(tensors.find("stem.0.weight").orElseThrow().shape()).containsExactly(4L, 3L, 3L, 3L);
    assertThat(tensors.weight("stem.1.weight", List.of(4L)).doubles()).containsExactly(1, 1, 1, 1);
  }

  private static int indexOf(byte[] bytes, byte[] pattern) {
    for (int i = 0; i + pattern.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
        return i;
      }
    }
    throw new AssertionError("pattern not found");
  }
}
