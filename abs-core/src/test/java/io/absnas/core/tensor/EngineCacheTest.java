package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {
  private static final Path USER = Path.of("/home/somebody");

  @TempDir private Path folder;
  private Path jar;
  private Path cache;
  private Map<String, URL> files;

  @BeforeEach
  void writeLibraries() throws IOException {
    jar = Files.createDirectory(folder.resolve("jar"));
    cache = folder.resolve("cache/pytorch/2.7.1-cpu-linux-x86_64");
    files = contents(jar, 300_000);
  }

  private static Map<String, URL> contents(Path jar, int bytes) throws IOException {
    Map<String, URL> contents = new LinkedHashMap<>();
    for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
      byte[] content = new byte[bytes + name.length()];
      content[bytes / 2] = (byte) name.length();
      contents.put(name, Files.write(jar.resolve(name), content).toUri().toURL());
    }
    return contents;
  }

  private void assertWhole() throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(".abs-lock", "libc10.so", "libtorch_cpu.so", "libtorch.so");
    }
    for (String name : files.keySet()) {
      assertThat(cache.resolve(name)).hasSameBinaryContentAs(jar.resolve(name));
    }
  }

  @Test
  void unpacksOnce() throws IOException {
    EngineCache.unpack(cache, files);
    assertWhole();
    Object first = Files.readAttributes(cache.resolve("libtorch.so"), "unix:ino").get("ino");
    EngineCache.unpack(cache, files);
    assertThat(Files.readAttributes(cache.resolve("libtorch.so"), "unix:ino").get("ino"))
        .isEqualTo(first);
  }

  @Test
  void repairsWhatAKilledProcessLeft() throws IOException {
    Files.createDirectories(cache);
    Files.write(cache.resolve(".libtorch_cpu.so.4711-1.abs-tmp"), new byte[1000]);
    Files.write(cache.resolve("libc10.so"), new byte[10]);
    Files.createFile(cache.resolve("libtorch.so"));
    EngineCache.unpack(cache, files);
    assertWhole();
  }

  @Test
  void processesThatStartAtOnceAllFindWholeFiles() throws Exception {
    files = contents(jar, 3_000_000);
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Xshare:auto",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Unpacker.class.getName(),
                  jar.toString(),
                  cache.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log" + i).toFile())
              .start());
    }
    for (int i = 0; i < 4; i++) {
      assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(processes.get(i).exitValue())
          .as(Files.readString(folder.resolve("log" + i)))
          .isZero();
    }
    assertWhole();
  }

  /** Unpacks and checks that every file is whole at once. */
  static final class Unpacker {
    private Unpacker() {}

    /** Folders of the contents and of the cache. */
    public static void main(String[] arguments) throws IOException {
      Path jar = Path.of(arguments[0]);
      Path cache = Path.of(arguments[1]);
      Map<String, URL> files = new LinkedHashMap<>();
      for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
        files.put(name, jar.resolve(name).toUri().toURL());
      }
      EngineCache.unpack(cache, files);
      for (String name : files.keySet()) {
        if (Files.mismatch(jar.resolve(name), cache.resolve(name)) >= 0) {
          throw new IllegalStateException(name + " is not whole");
        }
      }
    }
  }

  @Test
  void theInstallationComesBeforeTheUsersCache() {
    Optional<Path> home = Optional.of(Path.of("/opt/abs"));
    assertThat(EngineCache.places(home, Map.of(), USER))
        .containsExactly(Path.of("/opt/abs/cache"), USER.resolve(".cache/abs"));
    assertThat(EngineCache.places(home, Map.of("XDG_CACHE_HOME", "/scratch/me"), USER))
        .containsExactly(Path.of("/opt/abs/cache"), Path.of("/scratch/me/abs"));
    assertThat(EngineCache.places(home, Map.of("DJL_CACHE_DIR", "/fast"), USER))
        .containsExactly(Path.of("/fast"));
    assertThat(EngineCache.places(Optional.empty(), Map.of(), USER))
        .containsExactly(USER.resolve(".djl.ai"));
  }

  @Test
  void aWholeCacheIsUsedThoughItCannotBeWritten() throws IOException {
    Path shared = folder.resolve("cache");
    EngineCache.unpack(cache, files);
    Path blocked = Files.createFile(folder.resolve("no folder"));
    String below = "pytorch/2.7.1-cpu-linux-x86_64";
    // A file in a folder's place cannot be written by anyone, the superuser included.
    assertThat(EngineCache.choose(List.of(blocked, shared), below, files)).isEqualTo(shared);
    assertThat(EngineCache.choose(List.of(blocked, folder.resolve("new/er")), below, files))
        .isEqualTo(folder.resolve("new/er"));
    assertThatThrownBy(() -> EngineCache.choose(List.of(blocked.resolve("x")), below, files))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessageContainingAll("no folder", "DJL_CACHE_DIR");
  }

  @Test
  void whatCannotBeWrittenIsNamed() throws IOException {
    Path blocked = Files.createFile(folder.resolve("no folder"));
    assertThatThrownBy(() -> EngineCache.unpack(blocked.resolve("x"), files))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessageContainingAll("cannot be unpacked", "no folder");
  }
}
