package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {
  @TempDir private Path folder;

  private static void list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).isEmpty();
    }
  }

  private static String reason(Executable opening) throws Throwable {
    try {
      opening.execute();
    } catch (IOException e) {
      return FileFailure.reason(e);
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void realFailuresAreToldWithoutTheFile() throws Throwable {
    Path missing = folder.resolve("missing (1).jpg");
    assertThat(reason(() -> Files.readString(missing))).isEqualTo("no such file");
    assertThat(reason(() -> new FileInputStream(missing.toFile()).close()))
        .isEqualTo("No such file or directory");
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(reason(() -> list(file))).isEqualTo("no folder");
    assertThat(reason(() -> Files.readString(file.resolve("below")))).isEqualTo("Not a directory");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', (byte) 0xe9, 'b'});
    assertThat(reason(() -> Files.readString(latin))).isEqualTo("no text in UTF-8");
  }

  @Test
  void permissionsAndOtherReasons() {
    assertThat(FileFailure.reason(new AccessDeniedException("/a"))).isEqualTo("permission denied");
    assertThat(FileFailure.reason(new FileNotFoundException("/a (Permission denied)")))
        .isEqualTo("Permission denied");
    assertThat(FileFailure.reason(new FileSystemException("/a", null, "Too many open files")))
        .isEqualTo("Too many open files");
    assertThat(FileFailure.reason(new IOException("cut\n off"))).isEqualTo("cut; off");
    assertThat(FileFailure.reason(new IOException())).isEqualTo("null");
  }

  @Test
  void aFileThatTheCallerMayNotKnowStandsBeforeTheReason() {
    assertThat(FileFailure.located(new AccessDeniedException("/runs/x/lock")))
        .isEqualTo("/runs/x/lock: permission denied");
    assertThat(FileFailure.located(new FileNotFoundException("/a (Permission denied)")))
        .isEqualTo("/a (Permission denied)");
    assertThat(FileFailure.located(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("/a: Read-only file system");
    assertThat(FileFailure.located(new IOException("No space left\n"))).isEqualTo("No space left");
  }
}
