package io.absnas.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.cli.doctor.Check.Status;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {
  private static final long GIBIBYTE = 1L << 30;

  @TempDir private Path folder;

  @Test
  void javaIsOldEnoughOrFails() {
    assertThat(MachineChecks.java(Runtime.Version.parse("17.0.15+6"), "/jdk"))
        .isEqualTo(Check.ok("java", "17.0.15+6 in /jdk"));
    assertThat(MachineChecks.java(Runtime.Version.parse("11.0.2"), "/jdk").status())
        .isEqualTo(Status.FAIL);
  }

  @Test
  void otherSystemsAreWarnedOf() {
    assertThat(MachineChecks.system("Linux", "amd64").status()).isEqualTo(Status.OK);
    assertThat(MachineChecks.system("Linux", "aarch64").status()).isEqualTo(Status.WARN);
  }

  @Test
  void memoryIsShortBelowOneGibibyte() {
    Check enough = MachineChecks.memory(8 * GIBIBYTE, 6 * GIBIBYTE, GIBIBYTE);
    assertThat(enough.value()).isEqualTo("8.0 GiB, 6.0 GiB available; Java heap at most 1024 MiB");
    assertThat(enough.status()).isEqualTo(Status.OK);
    assertThat(MachineChecks.memory(8 * GIBIBYTE, GIBIBYTE / 2, GIBIBYTE).status())
        .isEqualTo(Status.WARN);
  }

  @Test
  void theFileCacheCountsAsAvailableUnlessAContainerHasALimit() {
    String info = "MemTotal:  8388608 kB\nMemFree:  10 kB\nMemAvailable:  4194304 kB\n";
    assertThat(MachineChecks.available(info, 8 * GIBIBYTE, GIBIBYTE)).isEqualTo(4 * GIBIBYTE);
    assertThat(MachineChecks.available(info, 2 * GIBIBYTE, GIBIBYTE)).isEqualTo(GIBIBYTE);
    assertThat(MachineChecks.available("", 2 * GIBIBYTE, GIBIBYTE)).isEqualTo(GIBIBYTE);
  }

  @Test
  void moreThreadsThanProcessorsAreWarnedOf() {
    assertThat(MachineChecks.threads(4, 1, 4, Map.of()).status()).isEqualTo(Status.OK);
    assertThat(MachineChecks.threads(4, 1, 5, Map.of()).status()).isEqualTo(Status.WARN);
    assertThat(MachineChecks.threads(4, 4, 1, Map.of()).hint())
        .hasValueSatisfying(hint -> assertThat(hint).contains("OMP_NUM_THREADS=1"));
    assertThat(MachineChecks.threads(4, 4, 0, Map.of()).status()).isEqualTo(Status.OK);
  }

  @Test
  void theAllotmentOfAJobIsNamed() {
    assertThat(MachineChecks.threads(4, 1, 1, Map.of("SLURM_CPUS_PER_TASK", "4")).value())
        .startsWith("4 processor(s) (SLURM_CPUS_PER_TASK=4); 1 replica(s)");
  }

  @Test
  void allocatorThresholdsComeFromTheLauncher() {
    assertThat(MachineChecks.allocator(Map.of()).status()).isEqualTo(Status.WARN);
    assertThat(
            MachineChecks.allocator(
                    Map.of(
                        "MALLOC_MMAP_THRESHOLD_", "1",
                        "MALLOC_TRIM_THRESHOLD_", "1",
                        "MALLOC_ARENA_MAX", "1"))
                .status())
        .isEqualTo(Status.OK);
  }

  @Test
  void theCacheTellsWhatIsFree() {
    assertThat(MachineChecks.cache(folder).value()).startsWith(folder + ", ").endsWith(" free");
    Path notYet = folder.resolve("none");
    assertThat(MachineChecks.cache(notYet).status()).isEqualTo(Status.OK);
    assertThat(MachineChecks.cache(notYet).value()).startsWith(notYet + ", ").endsWith(" free");
  }
}
