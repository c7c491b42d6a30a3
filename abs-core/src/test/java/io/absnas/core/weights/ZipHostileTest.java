package io.absnas.core.weights;

import static io.absnas.core.weights.TorchBytes.dict;
import static io.absnas.core.weights.TorchBytes.dims;
import static io.absnas.core.weights.TorchBytes.floats;
import static io.absnas.core.weights.TorchBytes.members;
import static io.absnas.core.weights.TorchBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.mutation.Allocation;
import io.absnas.core.pickle.PickleBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip archives that can be read in two ways, or claim what they do not hold. */
class ZipHostileTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final byte[] FOUR = floats(1, 2, 3, 4);
  private static final byte[] PICKLE = dict(tensor(4, 0, dims(2, 2), dims(2, 1)));

  private static void refuses(ZipBytes zip, String... parts) {
    byte[] file = zip.bytes();
    Allocation.Outcome outcome =
        Allocation.of(() -> TorchCheckpoint.read("f", ByteBuffer.wrap(file)));
    assertThat(outcome.refusal().orElseThrow())
        .isInstanceOf(WeightFileException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
    assertThat(outcome.bytes()).isLessThan(MEBIBYTE);
  }

  /** Only the first storage, which a tensor asks for, is a bomb. */
  private static ZipBytes bomb(byte[] content, long claimed) {
    byte[] pickle = dict(tensor(claimed / Float.BYTES, 0, dims(1), dims(1)));
    return new ZipBytes().stored("x/data.pkl", pickle).deflated("x/data/0", content, claimed);
  }

  @Test
  void bombsAreRefused() {
    byte[] zeros = new byte[17 << 20];
    refuses(bomb(zeros, zeros.length), "unpacks to more than 16777216 bytes, the most");
    refuses(bomb(zeros, 4096), "does not unpack to the 4096 bytes that it claims");
    refuses(bomb(new byte[8], 1 << 30), "claims 1073741824 bytes in");
    refuses(bomb(new byte[8], 1L << 50), "claims 1125899906842624 bytes in");
    refuses(bomb(new byte[8], -4), "claims -4 bytes in");
    refuses(bomb(new byte[100], 96), "does not unpack to the 96 bytes");
    refuses(bomb(new byte[100], 104), "does not unpack to the 104 bytes");
    refuses(
        new ZipBytes().deflated("x/data.pkl", new PickleBytes().times(17 << 20, "N").stop()),
        "unpacks to more than 16777216 bytes");
  }

  @Test
  void storedMembersClaimWhatTheyHold() {
    refuses(
        members(PICKLE, FOUR).claiming("archive/data/1", FOUR, 1L << 42, 1L << 42),
        "member 'archive/data/1' of the archive claims 4398046511104 bytes");
    refuses(
        members(PICKLE, FOUR).claiming("archive/data/1", FOUR, 16, 17), "claims 17 bytes in 16");
    refuses(members(PICKLE, FOUR).claiming("archive/data/1", FOUR, -1, -1), "claims -1 bytes");
  }

  @Test
  void membersAreThereOnceAndApart() {
    String overlaps = "overlaps another member or the directory";
    refuses(members(PICKLE, FOUR).stored("archive/data/0", FOUR), "is there twice");
    refuses(members(PICKLE, FOUR).again("archive/version", FOUR, 0), "is there twice");
    refuses(members(PICKLE, FOUR).claiming("archive/data/1", FOUR, 20, 20), overlaps);
    byte[] twice = new byte[16 + 44 + 16];
    ByteBuffer.wrap(twice).put(16, new byte[] {'P', 'K', 3, 4}).put(16 + 26, new byte[] {14, 0});
    ByteBuffer.wrap(twice).put(16 + 30, "archive/data/2".getBytes(StandardCharsets.US_ASCII));
    refuses(
        members(PICKLE, FOUR)
            .stored("archive/data/1", twice)
            .again("archive/data/2", new byte[16], 30 + 14 + 16),
        overlaps);
    refuses(
        members(PICKLE, FOUR).stored("archive/data/1", FOUR).again("archive/data/2", FOUR, 0),
        "has another name or method, or none, where it lies");
    refuses(
        members(PICKLE, FOUR).stored("archive/data/1", FOUR).again("archive/data/2", FOUR, 1 << 20),
        "points outside of the file");
    refuses(
        members(PICKLE, FOUR).named("archive/data/1", "archive/data/2", FOUR),
        "has another name or method, or none, where it lies");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "archive/../../etc/passwd",
        "/archive/x",
        "archive//x",
        "archive\\x",
        "..",
        "archive/a\nb",
        ""
      })
  void namesThatLeadElsewhereAreRefused(String name) {
    refuses(
        members(PICKLE, FOUR).stored(name, FOUR),
        "has a name that is not allowed: a path that leads elsewhere");
  }

  @Test
  void allMembersAreInOneDirectory() {
    refuses(members(PICKLE, FOUR).stored("other/data.pkl", PICKLE), "not in the one directory");
    refuses(new ZipBytes().stored("data.pkl", PICKLE), "not in the one directory");
    refuses(new ZipBytes().stored("x/data", PICKLE), "is a zip archive without data.pkl");
  }

  @Test
  void formsThatAreNotReadAreNamed() {
    refuses(members(PICKLE, FOUR).marked("archive/data/1", FOUR, 12, 0), "by zip method 12");
    refuses(members(PICKLE, FOUR).marked("archive/data/1", FOUR, 0, 1), "is encrypted");
    refuses(
        new ZipBytes()
            .stored("x/data.pkl", PICKLE)
            .stored("x/byteorder", new byte[] {'b', 'i', 'g'}),
        "has byte order 'big', allowed is little");
    refuses(
        new ZipBytes().stored("x/data.pkl", PICKLE).stored("x/version", new byte[] {'9', '9'}),
        "has version '99' of PyTorch's format, allowed are 1 to 10");
    refuses(members(PICKLE, FOUR).stored("archive/constants.pkl", FOUR), "TorchScript program");
    refuses(members(PICKLE, FOUR).stored("archive/code/a.py", FOUR), "TorchScript program");
  }

  @Test
  void damageIsNoticed() {
    byte[] file = members(PICKLE, FOUR).bytes();
    int data = new String(file, StandardCharsets.ISO_8859_1).indexOf("data/0") + 6;
    file[data + 2] ^= 1;
    assertThatThrownBy(() -> TorchCheckpoint.read("f", ByteBuffer.wrap(file)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith("member 'archive/data/0' of the archive does not match its CRC-32");
  }
}
