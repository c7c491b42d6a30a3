package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path directory;

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("result.json");
    AtomicFiles.write(file, "old, and longer");
    AtomicFiles.write(file, out -> out.write(new byte[] {'n', 'e', 'w'}));
    assertThat(file).hasContent("new");
    assertThat(listed()).containsExactly("result.json");
  }

  @Test
  void aFailedWriterLeavesTheOldFile() throws IOException {
    Path file = directory.resolve("result.json");
    AtomicFiles.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write('x');
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": No space left on device");
    assertThat(file).hasContent("old");
    assertThat(listed()).containsExactly("result.json");
  }

  @Test
  void theTemporaryFileIsKnownByItsName() throws IOException {
    Path file = directory.resolve("result.json");
    AtomicFiles.write(
        file,
        out ->
            assertThat(listed())
                .singleElement()
                .satisfies(name -> assertThat(AtomicFiles.isTemporary(Path.of(name))).isTrue()));
    assertThat(AtomicFiles.isTemporary(file)).isFalse();
  }

  @Test
  void aDirectoryComesWithAllItsFiles() throws IOException {
    Path made = directory.resolve("deep/made");
    AtomicFiles.createDirectory(
        made,
        into -> {
          AtomicFiles.write(into.resolve("a"), "1");
          assertThat(made).doesNotExist();
          AtomicFiles.write(into.resolve("b"), "2");
        });
    assertThat(made.toFile().list()).containsExactlyInAnyOrder("a", "b");
    assertThat(directory.resolve("deep").toFile().list()).containsExactly("made");
  }

  @Test
  void aDirectoryWithSomethingInItStays() throws IOException {
    Path made = Files.createDirectory(directory.resolve("made"));
    AtomicFiles.createDirectory(made, into -> AtomicFiles.write(into.resolve("a"), "1"));
    assertThatThrownBy(() -> AtomicFiles.createDirectory(made, into -> {}))
        .isInstanceOf(DirectoryNotEmptyException.class);
    // Somebody else is faster.
    Path late = directory.resolve("late");
    assertThatThrownBy(
            () ->
                AtomicFiles.createDirectory(
                    late,
                    into -> {
                      AtomicFiles.write(into.resolve("a"), "mine");
                      AtomicFiles.write(Files.createDirectory(late).resolve("a"), "theirs");
                    }))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(late.resolve("a")).hasContent("theirs");
    assertThat(listed()).containsExactly("late", "made");
  }

  @Test
  void hashesKnownTexts() throws IOException {
    // FIPS 180-4 examples
    assertThat(Sha256.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.of(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Path file = directory.resolve("million");
    Files.writeString(file, "a".repeat(1_000_000));
    assertThat(Sha256.of(file))
        .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  private List<String> listed() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
