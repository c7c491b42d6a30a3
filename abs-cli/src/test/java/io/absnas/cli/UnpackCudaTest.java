package io.absnas.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs scripts/unpack-cuda.sh on small jars of the same layout as the real ones. */
class UnpackCudaTest {
  private static final Path SCRIPT = Path.of("..", "scripts", "unpack-cuda.sh");
  private static final String LIBRARY =
      "ai/djl/pytorch/pytorch-native-cu124/2.5.1/pytorch-native-cu124-2.5.1-linux-x86_64.jar";
  private static final String BRIDGE =
      "ai/djl/pytorch/pytorch-jni/2.5.1-0.33.0/pytorch-jni-2.5.1-0.33.0.jar";

  @TempDir private Path folder;
  private Path repository;
  private Path out;

  @BeforeEach
  void writeJars() throws IOException {
    repository = folder.resolve("a repository");
    out = folder.resolve("some where/libtorch");
    jar(
        LIBRARY,
        Map.of(
            "native/lib/pytorch.properties", "libraries=libtorch.so,libcudart-8774224f.so.12\n",
            "pytorch/cu124/linux-x86_64/libtorch.so", "torch",
            "pytorch/cu124/linux-x86_64/libcudart-8774224f.so.12", "runtime"));
    jar(
        BRIDGE,
        Map.of(
            "jnilib/linux-x86_64/cpu/libdjl_torch.so", "bridge for the CPU",
            "jnilib/linux-x86_64/cu124/libdjl_torch.so", "bridge for CUDA"));
  }

  private void jar(String path, Map<String, String> entries) throws IOException {
    Path jar = repository.resolve(path);
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(UTF_8));
        zip.closeEntry();
      }
    }
  }

  private Outcome run(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.addAll(List.of("--repository", repository.toString(), "--out", out.toString()));
    command.addAll(List.of(options));
    Path stdout = folder.resolve("stdout");
    Path stderr = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(
        process.exitValue(), Files.readString(stdout, UTF_8), Files.readString(stderr, UTF_8));
  }

  /** The folder that a shell knows when it has read what was printed, blanks in it or not. */
  private static String named(Outcome outcome) throws Exception {
    assertThat(outcome.out()).startsWith("export ABS_TORCH=").containsOnlyOnce("\n");
    Process shell =
        new ProcessBuilder("bash", "-c", outcome.out() + "printf %s \"$ABS_TORCH\"").start();
    try (InputStream printed = shell.getInputStream()) {
      return new String(printed.readAllBytes(), UTF_8);
    }
  }

  private List<String> leftBeside() throws IOException {
    if (!Files.exists(out.getParent())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(out.getParent())) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void putsLibraryAndBridgeIntoOneFolderThatTellsItsVersion() throws Exception {
    Outcome outcome = run();
    assertThat(outcome.err()).contains("libtorch 2.5.1 for cu124");
    assertThat(outcome.code()).isZero();
    assertThat(named(outcome)).isEqualTo(out.toString());
    assertThat(out.resolve("libtorch.so")).hasContent("torch");
    assertThat(out.resolve("libcudart-8774224f.so.12")).hasContent("runtime");
    assertThat(out.resolve("libdjl_torch.so")).hasContent("bridge for CUDA");
    assertThat(out.resolve("build-version")).hasContent("2.5.1+cu124");
    assertThat(leftBeside()).containsExactly("libtorch");
  }

  @Test
  void unpacksOnceAndNeverOverAnythingElse() throws Exception {
    run();
    Files.writeString(out.resolve("libtorch.so"), "kept");
    assertThat(named(run())).isEqualTo(out.toString());
    assertThat(out.resolve("libtorch.so")).hasContent("kept");
    Files.writeString(out.resolve("build-version"), "2.6.0+cu126");
    assertThat(run().code()).isEqualTo(2);
  }

  @Test
  void downloadsNothingUnlessAskedTo() throws Exception {
    Files.delete(repository.resolve(LIBRARY));
    Outcome outcome = run();
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("pytorch-native-cu124-2.5.1-linux-x86_64.jar is missing", "--download");
    assertThat(leftBeside()).isEmpty();
  }

  @Test
  void aJarThatIsNotWholeLeavesNoFolder() throws Exception {
    jar(
        LIBRARY,
        Map.of(
            "native/lib/pytorch.properties", "libraries=libtorch.so,libc10.so\n",
            "pytorch/cu124/linux-x86_64/libtorch.so", "torch"));
    Outcome lacking = run();
    assertThat(lacking.code()).isEqualTo(3);
    assertThat(lacking.err()).contains("lacks libc10.so");
    Files.write(repository.resolve(LIBRARY), new byte[1000]);
    Outcome damaged = run();
    assertThat(damaged.code()).isEqualTo(3);
    assertThat(damaged.err().lines()).singleElement().asString().contains("damaged");
    assertThat(leftBeside()).isEmpty();
  }

  @Test
  void otherFlavoursAndOptionsAreUsageErrors() throws Exception {
    assertThat(run("--flavour", "cu118").err()).contains("must be cu124 or cpu");
    assertThat(run("--flavour").code()).isEqualTo(2);
    assertThat(run("--fast").code()).isEqualTo(2);
  }
}
