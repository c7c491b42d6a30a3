package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  record State(long step, List<String> ops) {}

  private static final byte[] WEIGHTS = new byte[100_000];

  @TempDir Path directory;
  private CheckpointStore store = new CheckpointStore(Path.of("unset"), 1);

  @BeforeEach
  void fill() {
    for (int i = 0; i < WEIGHTS.length; i++) {
      WEIGHTS[i] = (byte) (i * 31 + i / 256);
    }
    store = new CheckpointStore(directory.resolve("checkpoints"), 2);
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    write(7);
    Checkpoint checkpoint = newest();
    assertThat(checkpoint.step()).isEqualTo(7);
    assertThat(checkpoint.json("state.json", State.class))
        .isEqualTo(new State(7, List.of("a", "b")));
    assertThat(checkpoint.has("weights.safetensors")).isTrue();
    assertThat(checkpoint.has("momentum.safetensors")).isFalse();
    try (InputStream in = checkpoint.open("weights.safetensors")) {
      assertThat(in.readAllBytes()).isEqualTo(WEIGHTS);
    }
    try (InputStream in = checkpoint.open("empty")) {
      assertThat(in.readAllBytes()).isEmpty();
    }
    assertThat(checkpoint.manifest().parts().get(1))
        .isEqualTo(new Checkpoint.Part("weights.safetensors", WEIGHTS.length, Sha256.of(WEIGHTS)));
  }

  @Test
  void aCheckpointThatSaysAnotherStepThanItsNameIsDamaged() throws IOException {
    Path file = write(7);
    Files.move(file, file.resolveSibling("step-000000000008.ckpt"));
    assertThatThrownBy(store::newestWhole)
        .isInstanceOf(AbsException.class)
        .hasMessageContaining("step-000000000008.ckpt: its manifest is of step 7");
  }

  @Test
  void isAPlainZipFileOfEqualBytesForEqualStates() throws IOException {
    Path file = write(7);
    byte[] first = Files.readAllBytes(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName()))
          .containsExactly("state.json", "weights.safetensors", "empty", "manifest.json");
      assertThat(zip.getInputStream(zip.getEntry("weights.safetensors")).readAllBytes())
          .isEqualTo(WEIGHTS);
    }
    Files.delete(file);
    assertThat(Files.readAllBytes(write(7))).isEqualTo(first);
  }

  @Test
  void keepsTheNewest() throws IOException {
    for (long step : new long[] {1, 20, 3, 100, 30}) {
      write(step);
    }
    // 30 came after 100: what a resumed run has not reached again stays
    assertThat(names())
        .containsExactly(
            "step-000000000020.ckpt", "step-000000000030.ckpt", "step-000000000100.ckpt");
  }

  @Test
  void namesHaveLatinDigitsInEveryLanguage() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      write(7);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(names()).containsExactly("step-000000000007.ckpt");
    assertThat(store.newestWhole()).isPresent();
  }

  @Test
  void aFileWithMoreDigitsThanAStepHasIsNoCheckpoint() throws IOException {
    Path checkpoints = Files.createDirectories(directory.resolve("checkpoints"));
    Files.writeString(checkpoints.resolve("step-99999999999999999999999.ckpt"), "?");
    assertThat(store.newestWhole()).isEmpty();
  }

  @Test
  void thereIsNoneAtFirst() {
    assertThat(store.newestWhole()).isEmpty();
  }

  @Test
  void everyTruncationIsSkipped() throws IOException {
    write(1);
    Path newer = write(2);
    byte[] whole = Files.readAllBytes(newer);
    for (int length = 0; length < whole.length; length += whole.length / 40) {
      Files.write(newer, Arrays.copyOf(whole, length));
      assertThat(newest().step()).isEqualTo(1);
    }
    Files.write(newer, Arrays.copyOf(whole, whole.length - 1));
    assertThat(newest().step()).isEqualTo(1);
  }

  @Test
  void noFlippedBitChangesWhatIsRead() throws IOException {
    write(1);
    Path newer = write(2);
    byte[] whole = Files.readAllBytes(newer);
    for (int at = 0; at < whole.length; at += 1 + whole.length / 97) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x10;
      Files.write(newer, flipped);
      Checkpoint checkpoint = newest();
      assertThat(checkpoint.json("state.json", State.class).step()).isEqualTo(checkpoint.step());
      try (InputStream in = checkpoint.open("weights.safetensors")) {
        assertThat(Arrays.equals(in.readAllBytes(), WEIGHTS)).isTrue();
      }
    }
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Files.write(newer, flipped);
    assertThat(newest().step()).isEqualTo(1);
  }

  @Test
  void failsIfAllAreDamaged() throws IOException {
    Path file = write(5);
    Files.write(file, new byte[100]);
    AbsException failure = catchThrowableOfType(AbsException.class, () -> store.newestWhole());
    assertThat(failure.exitCode()).isEqualTo(ExitCode.CHECKPOINT);
    assertThat(failure)
        .hasMessageStartingWith(
            file.getParent() + " holds no whole checkpoint; newest " + file + ": ");
  }

  @Test
  void aFailedWriterLeavesNothing() throws IOException {
    write(1);
    assertThatThrownBy(
            () ->
                store.write(
                    2,
                    writer ->
                        writer.part(
                            "half",
                            out -> {
                              out.write(1);
                              throw new IOException("disk full");
                            })))
        .hasMessageEndingWith("step-000000000002.ckpt: disk full");
    assertThat(names()).containsExactly("step-000000000001.ckpt");
  }

  @Test
  void refusesUnusableNames() {
    for (String name : List.of("", "../x", "manifest.json", "a b")) {
      assertThatThrownBy(() -> store.write(1, writer -> writer.part(name, out -> out.write(1))))
          .hasMessageContaining("part name is not allowed");
    }
  }

  private Path write(long step) throws IOException {
    return store.write(
        step,
        writer -> {
          writer.json("state.json", new State(step, List.of("a", "b")));
          writer.part(
              "weights.safetensors",
              out -> {
                out.write(WEIGHTS, 0, 50_000);
                out.write(WEIGHTS, 50_000, 50_000);
                out.close();
              });
          writer.part("empty", out -> {});
        });
  }

  private Checkpoint newest() {
    return store.newestWhole().orElseThrow();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
