package io.absnas.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs scripts/abs by sh with a Java that only prints its environment and arguments: what is tested
 * is the way from a path to a Java command line.
 */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "scripts", "abs");

  @TempDir private Path folder;
  private Path java;

  @BeforeEach
  void writeJava() throws IOException {
    java = folder.resolve("a java");
    Path binary = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(
        binary,
        "#!/bin/sh\nenv | sort\nfor word in \"$@\"; do printf 'arg:%s\\n' \"$word\"; done\nexit 7\n");
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path checkout(String name) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("scripts"));
    Path script = Files.copy(SCRIPT, home.resolve("scripts/abs"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(home.resolve("abs-cli/target/lib"));
    Files.writeString(home.resolve("abs-cli/pom.xml"), "<project/>");
    Files.writeString(home.resolve("abs-cli/target/abs-cli-9.jar"), "");
    return home;
  }

  private Outcome start(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = process(script, environment, arguments);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(folder.resolve("out"), UTF_8),
        Files.readString(folder.resolve("err"), UTF_8));
  }

  private Process process(Path script, Map<String, String> environment, String... arguments)
      throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = script.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.matches("(OMP|MALLOC|DJL|ABS|SLURM|OPT)_.*"));
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Test
  void passesArgumentsWithBlanksAndTheExitCodeOn() throws Exception {
    Path home = checkout("check out");
    Outcome outcome = start(home.resolve("scripts/abs"), Map.of(), "angle", "--arch", "1 2 -1");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.out().lines())
        .contains("arg:angle", "arg:--arch", "arg:1 2 -1", "arg:io.absnas.cli.Main")
        .contains(
            "arg:" + home + "/abs-cli/target/abs-cli-9.jar:" + home + "/abs-cli/target/lib/*");
  }

  @Test
  void onlyCommandsThatTrainHaveTheOptimisingCompiler() throws Exception {
    Path script = checkout("home").resolve("scripts/abs");
    assertThat(start(script, Map.of(), "shrink", "--out", "x").out())
        .contains("arg:-XX:Tier4MinInvocationThreshold=")
        .doesNotContain("TieredStopAtLevel");
    for (String[] other : new String[][] {{"list", "spaces"}, {"shrink", "--help"}}) {
      assertThat(start(script, Map.of(), other).out())
          .contains("arg:-XX:TieredStopAtLevel=1")
          .doesNotContain("Tier4");
    }
  }

  @Test
  void followsLinksFromOtherDirectories() throws Exception {
    Path home = checkout("real");
    Path inner = Files.createSymbolicLink(folder.resolve("inner"), Path.of("real/scripts/abs"));
    Path elsewhere = Files.createDirectory(folder.resolve("else where"));
    Path outer =
        Files.createSymbolicLink(elsewhere.resolve("abs"), Path.of("../" + inner.getFileName()));
    Outcome outcome = start(outer, Map.of(), "list");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.out()).contains("arg:-Dabs.home=" + home.toRealPath());
  }

  @Test
  void setsAllocatorThreadsAndPrivacy() throws Exception {
    Path script = checkout("home").resolve("scripts/abs");
    assertThat(start(script, Map.of(), "shrink").out().lines())
        .contains(
            "MALLOC_MMAP_THRESHOLD_=4294967296",
            "MALLOC_TRIM_THRESHOLD_=8589934592",
            "MALLOC_ARENA_MAX=1",
            "OMP_NUM_THREADS=1",
            "OPT_OUT_TRACKING=true",
            "DJL_OFFLINE=true",
            "arg:--enable-native-access=ALL-UNNAMED",
            "arg:-Xmx1g");
    assertThat(start(script, Map.of("OMP_NUM_THREADS", "3"), "list").out().lines())
        .contains("OMP_NUM_THREADS=3");
  }

  @Test
  void neverGoesOnlineUnlessADownloadIsAskedFor() throws Exception {
    Path home = checkout("home");
    Path lib = home.resolve("abs-cli/target/lib");
    Files.createFile(lib.resolve("pytorch-native-cpu-2.7.1-linux-x86_64.jar"));
    Files.createFile(lib.resolve("pytorch-jni-2.7.1-0.36.0.jar"));
    Path script = home.resolve("scripts/abs");
    assertThat(start(script, Map.of("DJL_OFFLINE", "false"), "list").out().lines())
        .contains("DJL_OFFLINE=true", "OPT_OUT_TRACKING=true");
    assertThat(start(script, Map.of("ABS_DOWNLOAD_ENGINE", "false"), "list").out().lines())
        .contains("DJL_OFFLINE=true");
    // The library on the class path would come first, so a download leaves it out.
    assertThat(start(script, Map.of("ABS_DOWNLOAD_ENGINE", "cu128"), "list").out().lines())
        .contains("DJL_OFFLINE=false", "OPT_OUT_TRACKING=true")
        .contains(
            "arg:"
                + home.resolve("abs-cli/target/abs-cli-9.jar")
                + ":"
                + lib.resolve("pytorch-jni-2.7.1-0.36.0.jar"));
  }

  @Test
  void threadsComeFromTheJobsAllocation() throws Exception {
    Path script = checkout("home").resolve("scripts/abs");
    Path tools = Files.createDirectories(folder.resolve("tools"));
    Files.writeString(tools.resolve("nproc"), "#!/bin/sh\necho 64\n");
    Files.setPosixFilePermissions(
        tools.resolve("nproc"), PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = tools + ":" + System.getenv("PATH");
    assertThat(processors(script, Map.of("PATH", path, "SLURM_CPUS_PER_TASK", "8"))).contains("8");
    assertThat(processors(script, Map.of("PATH", path, "SLURM_CPUS_ON_NODE", "16"))).contains("16");
    // Several tasks share the node's processors; cgroups that show fewer than were allotted win.
    assertThat(
            processors(
                script, Map.of("PATH", path, "SLURM_CPUS_ON_NODE", "16", "SLURM_NTASKS", "4")))
        .isEmpty();
    assertThat(processors(script, Map.of("PATH", path, "SLURM_CPUS_PER_TASK", "64"))).isEmpty();
    assertThat(processors(script, Map.of("PATH", path, "SLURM_CPUS_PER_TASK", "x"))).isEmpty();
    assertThat(processors(script, Map.of("PATH", path))).isEmpty();
  }

  private Optional<String> processors(Path script, Map<String, String> environment)
      throws Exception {
    String option = "arg:-XX:ActiveProcessorCount=";
    return start(script, environment, "list")
        .out()
        .lines()
        .filter(line -> line.startsWith(option))
        .map(line -> line.substring(option.length()))
        .findFirst();
  }

  @Test
  void optionsOfTheUserComeLastAndSoWin() throws Exception {
    Path script = checkout("home").resolve("scripts/abs");
    String out = start(script, Map.of("ABS_OPTS", "-Xmx8g -Dx=y"), "list").out();
    assertThat(out.indexOf("arg:-Xmx8g")).isGreaterThan(out.indexOf("arg:-Xmx1g"));
    assertThat(out).contains("arg:-Dx=y");
  }

  @Test
  void saysHowToBuildWhenNothingIsBuilt() throws Exception {
    Path home = checkout("fresh");
    Files.delete(home.resolve("abs-cli/target/abs-cli-9.jar"));
    Outcome outcome = start(home.resolve("scripts/abs"), Map.of(), "list");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("scripts/quickstart.sh", "mvn", "package");
  }

  @Test
  void findsTheJarsOfADistribution() throws Exception {
    Path script = distribution("abs-9");
    Outcome outcome = start(script, Map.of(), "list");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.out()).contains("arg:" + folder.resolve("abs-9") + "/lib/*\n");
  }

  /** A Java that writes down how it was started, and the archive of classes if it was asked to. */
  private void writeArchivingJava(String archive) throws IOException {
    Files.writeString(
        java.resolve("bin/java"),
        """
        #!/bin/sh
        for word in "$@"; do
          case $word in
            -XX:ArchiveClassesAtExit=*) echo made >>"%s/made"; %s; exit 0 ;;
          esac
        done
        printf 'arg:%%s\n' "$@"
        exit 7
        """
            .formatted(folder, archive));
  }

  private Path distribution(String name) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Path script = Files.copy(SCRIPT, home.resolve("bin/abs"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private long made() throws IOException {
    Path file = folder.resolve("made");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  @Test
  void classesAreArchivedOnceForAJavaAndItsJars() throws Exception {
    writeArchivingJava("touch \"${word#*=}\"");
    Path script = distribution("abs 9");
    String option = "arg:-XX:SharedArchiveFile=" + folder.resolve("abs 9/cache/cds/abs-");
    for (int i = 0; i < 2; i++) {
      assertThat(start(script, Map.of(), "list").out()).contains(option);
    }
    assertThat(made()).isEqualTo(1);
    Files.writeString(folder.resolve("abs 9/lib/new.jar"), "x");
    assertThat(start(script, Map.of(), "list").out()).contains(option);
    assertThat(made()).isEqualTo(2);
    assertThat(start(script, Map.of(), "train").out()).doesNotContain("SharedArchiveFile");
    assertThat(start(script, Map.of("ABS_CDS", "off"), "list").out())
        .doesNotContain("SharedArchiveFile");
    Path own = folder.resolve("own");
    assertThat(start(script, Map.of("DJL_CACHE_DIR", own.toString()), "list").out())
        .contains("arg:-XX:SharedArchiveFile=" + own);
  }

  @Test
  void aSignalEndsTheMakingOfAnArchive() throws Exception {
    writeArchivingJava("touch \"${word#*=}\"; exec sleep 60");
    Process process = process(distribution("abs-9"), Map.of(), "list");
    for (int i = 0; i < 300 && made() == 0; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(folder.resolve("abs-9/cache/cds")).isEmptyDirectory();
  }

  @Test
  void anArchiveThatCannotBeMadeIsTriedOnceAndMissedByNobody() throws Exception {
    writeArchivingJava("exit 1");
    Path script = distribution("abs-9");
    for (int i = 0; i < 2; i++) {
      Outcome outcome = start(script, Map.of(), "list");
      assertThat(outcome.code()).isEqualTo(7);
      assertThat(outcome.out()).doesNotContain("SharedArchiveFile");
      assertThat(outcome.err()).isEmpty();
    }
    assertThat(made()).isEqualTo(1);
    // A cache that is a file can hold nothing, whoever asks.
    Path other = distribution("other");
    Files.writeString(folder.resolve("other/cache"), "");
    Outcome outcome =
        start(other, Map.of("XDG_CACHE_HOME", folder.resolve("other/cache").toString()), "list");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void anOldJavaIsNamedWithItsVersion() throws Exception {
    Path script = distribution("abs-9");
    for (String version : new String[] {"11.0.22", "1.8.0_392"}) {
      Files.writeString(
          java.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
      Outcome outcome = start(script, Map.of(), "list");
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err().lines())
          .singleElement()
          .asString()
          .contains("is Java " + version, "JDK 17 or newer");
    }
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25\"\n");
    assertThat(start(script, Map.of(), "list").code()).isEqualTo(7);
  }

  @Test
  void missingJavaIsNamed() throws Exception {
    Path script = checkout("home").resolve("scripts/abs");
    Outcome outcome = start(script, Map.of("JAVA_HOME", "/no/such/java"), "list");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("/no/such/java", "JDK 17");
  }
}
