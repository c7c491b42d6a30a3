package io.absnas.core.weights;

import static io.absnas.core.weights.TorchBytes.dict;
import static io.absnas.core.weights.TorchBytes.dims;
import static io.absnas.core.weights.TorchBytes.floats;
import static io.absnas.core.weights.TorchBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.mutation.Allocation;
import io.absnas.core.pickle.PickleBytes;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that claim, hide or ask for what they must not. */
class TorchHostileTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final byte[] FOUR = floats(1, 2, 3, 4);
  private static final byte[] PICKLE = dict(tensor(4, 0, dims(2, 2), dims(2, 1)));

  @TempDir private Path directory;

  /** Refused with one line, exit code 3, and without memory worth mentioning. */
  private static void refuses(byte[] file, String... parts) {
    Allocation.Outcome outcome =
        Allocation.of(() -> TorchCheckpoint.read("f", ByteBuffer.wrap(file)));
    assertThat(outcome.refusal().orElseThrow())
        .isInstanceOf(WeightFileException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
    assertThat(outcome.bytes()).isLessThan(MEBIBYTE);
  }

  private static void refusesInZip(byte[] pickle, String... parts) {
    refuses(TorchBytes.zip(pickle, FOUR), parts);
  }

  private static void refusesPickle(byte[] pickle, String... parts) {
    refusesInZip(pickle, parts);
    refuses(TorchBytes.legacy(pickle, FOUR), parts);
  }

  private static HostTensor readA(byte[] file) throws IOException {
    NamedTensors tensors = TorchCheckpoint.read("f", ByteBuffer.wrap(file)).tensors();
    return tensors.find("a").orElseThrow();
  }

  @Test
  void whatIsBuiltHereByHandIsReadable() throws IOException {
    assertThat(readA(TorchBytes.zip(PICKLE, FOUR)).floats()).containsExactly(1, 2, 3, 4);
    assertThat(readA(TorchBytes.legacy(PICKLE, FOUR)).floats()).containsExactly(1, 2, 3, 4);
    byte[] packed =
        new ZipBytes().deflated("x/data.pkl", PICKLE).deflated("x/data/0", FOUR).bytes();
    assertThat(readA(packed).floats()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void noCommandOfAPickleRuns() throws IOException {
    Path marker = directory.resolve("marker");
    byte[] pickle =
        new PickleBytes()
            .proto(2)
            .op("}")
            .text("state_dict")
            .global("posix", "system")
            .text("touch " + marker)
            .op("\u0085Rs")
            .stop();
    for (String name : List.of("w.pth", "w.pt", "w.pth.tar")) {
      for (byte[] bytes :
          List.of(TorchBytes.zip(pickle, FOUR), TorchBytes.legacy(pickle, FOUR), pickle)) {
        Path file = Files.write(directory.resolve(name), bytes);
        assertThatThrownBy(() -> WeightFiles.read(file))
            .isInstanceOfSatisfying(
                AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
            .hasMessageStartingWith(file + ": ")
            .hasMessageContaining("class posix.system is not allowed; allowed are tensors")
            .hasMessageNotContaining("\n");
      }
    }
    assertThat(marker).doesNotExist();
  }

  @Test
  void theFirstForbiddenThingIsNamedWithItsPlace() {
    byte[] pickle =
        new PickleBytes().proto(2).op("}").text("a").global("builtins", "eval").op("s").stop();
    refuses(TorchBytes.zip(pickle, FOUR), "data.pkl, byte 9: class builtins.eval is not allowed");
    int head = TorchBytes.legacyHead().length;
    refuses(TorchBytes.legacy(pickle, FOUR), "byte " + (head + 9) + ": class builtins.eval");
    refusesPickle(new PickleBytes().op("(i").stop(), "opcode INST is not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ComplexFloatStorage", "UntypedStorage", "Storage", "QInt8Storage"})
  void otherStoragesAreNamed(String type) {
    refusesPickle(dict(tensor(type, 4, 0, dims(4), dims(1))), "class torch." + type + " is not");
  }

  @Test
  void tensorsStayInsideTheirStorages() {
    String inside = "is not inside its storage of 4";
    refusesPickle(dict(tensor(4, 0, dims(5), dims(1))), inside);
    refusesPickle(dict(tensor(4, 1, dims(4), dims(1))), inside);
    refusesPickle(dict(tensor(4, -1, dims(2), dims(1))), inside);
    refusesPickle(dict(tensor(4, 0, dims(2, 2), dims(3, 1))), inside);
    refusesPickle(dict(tensor(4, 4, dims(), dims())), inside);
    refusesPickle(dict(tensor(4, Long.MAX_VALUE, dims(2), dims(1))), inside);
    refusesPickle(dict(tensor(4, 0, dims(3), dims(Long.MAX_VALUE / 2 + 1))), inside);
    refusesPickle(dict(tensor(4, 0, dims(1L << 32, 1L << 32), dims(0, 0))), inside);
    refusesPickle(
        dict(tensor(4, 0, dims(-2), dims(1))), "has the number -2 in its shape or strides");
    refusesPickle(
        dict(tensor(4, 3, dims(2), dims(-1))), "has the number -1 in its shape or strides");
    refusesPickle(dict(tensor(4, 0, dims(2, 2), dims(1))), "has 2 dimensions and 1 strides");
    refusesPickle(dict(tensor(4, 0, new long[65], new long[65])), "at most 64");
  }

  @Test
  void claimsOfTerabytesAreRefusedBeforeAnythingIsAllocated() {
    long tera = 1L << 40;
    String said = "is said to have 1099511627776 elements of FLOAT32, but has";
    refusesPickle(dict(tensor(tera, 0, dims(4), dims(1))), "storage 0 " + said);
    refusesPickle(dict(tensor(Long.MAX_VALUE, 0, dims(4), dims(1))), "storage 0 is said to have");
    refusesPickle(dict(tensor(5, 0, dims(4), dims(1))), "storage 0 is said to have 5 elements");
    refusesPickle(dict(tensor(3, 0, dims(3), dims(1))), "storage 0 is said to have 3 elements");
    // One element, two billion times.
    refusesPickle(
        dict(tensor(4, 0, dims(1 << 16, 32767), dims(0, 0))), "takes more than 128 bytes");
    refuses(
        TorchBytes.zip(dict(tensor("CharStorage", 16, 0, dims(17), dims(0))), FOUR),
        "takes more than 128 bytes of memory, the most for what its storages hold");
    refusesPickle(new PickleBytes().op("X").int32(-1).stop(), "a text or bytes of 4294967295");
  }

  @Test
  void manyViewsOfOneStorageDoNotMultiplyIt() {
    PickleBytes pickle = new PickleBytes().proto(2).op("}");
    for (int i = 0; i < 40; i++) {
      pickle.text("t" + i).bytes(tensor(4, 0, dims(2, 2), dims(1, 2)).toByteArray()).op("s");
    }
    refusesPickle(pickle.stop(), "takes more than 128 bytes of memory");
  }

  @Test
  void nestingValuesAndMemoAreLimited() {
    refusesPickle(
        new PickleBytes().op(")").times(200, "\u0085").stop(), "nested more than 100 deep");
    refusesPickle(new PickleBytes().times(200, "(").stop(), "more than 100 marks are open");
    refusesPickle(
        new PickleBytes().op("Nr").int32(Integer.MAX_VALUE).stop(), "memo entry 2147483647");
    refusesPickle(new PickleBytes().op("Nr").int32(-1).stop(), "memo entry 4294967295");
  }

  @Test
  void aMillionValuesAreTheMost() {
    byte[] pickle = new PickleBytes().op("(").times(1_000_001, "N").op("t").stop();
    assertThatThrownBy(() -> readA(TorchBytes.zip(pickle, FOUR)))
        .hasMessageContaining("more than 1000000 values");
  }

  @Test
  void valuesThatAreNoStateDictAreDescribed() {
    refusesInZip(new PickleBytes().op("]").stop(), "holds a list of 0, allowed is a dict");
    refusesInZip(
        new PickleBytes().op("}").text("epoch").op("K\1s").stop(),
        "holds no tensors, neither at the top nor under state_dict or model",
        "its keys are the text 'epoch'");
    refusesInZip(
        new PickleBytes().op("}q\0").text("state_dict").op("h\0s").stop(), "holds no tensors");
    refusesPickle(
        dict(new PickleBytes().op("N").text("storage").op("\u0085Q")),
        "refers to something else than a storage of known type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/etc/a", "a/b", "a\\b", "..", "", "a\u0007b"})
  void namesThatCouldBePathsAreRefused(String name) {
    byte[] pickle =
        new PickleBytes()
            .op("}")
            .text(name)
            .bytes(tensor(4, 0, dims(4), dims(1)).toByteArray())
            .op("s")
            .stop();
    refusesPickle(pickle, "tensor name", "is not allowed");
  }

  @Test
  void aNameIsThereOnce() {
    PickleBytes pickle = new PickleBytes().op("}");
    for (String name : List.of("a", "module.a")) {
      pickle.text(name).bytes(tensor(4, 0, dims(4), dims(1)).toByteArray()).op("s");
    }
    refusesPickle(pickle.stop(), "tensor a is there twice");
  }

  @Test
  void everyTruncationIsRefused() {
    for (byte[] whole : List.of(TorchBytes.zip(PICKLE, FOUR), TorchBytes.legacy(PICKLE, FOUR))) {
      for (int length = 0; length < whole.length; length++) {
        refuses(Arrays.copyOf(whole, length), "");
      }
    }
  }

  @Test
  void nothingMayFollow() {
    byte[] file = TorchBytes.legacy(PICKLE, FOUR);
    refuses(Arrays.copyOf(file, file.length + 3), "3 bytes follow the last storage");
    byte[] pickle = Arrays.copyOf(PICKLE, PICKLE.length + 3);
    refuses(TorchBytes.zip(pickle, FOUR), "data.pkl: 3 bytes follow the end of the pickle");
  }
}
