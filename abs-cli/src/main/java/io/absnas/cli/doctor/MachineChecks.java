package io.absnas.cli.doctor;

import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java, memory, processors and the cache. */
public final class MachineChecks {
  private static final long MEBIBYTE = 1L << 20;
  private static final long GIBIBYTE = 1L << 30;
  private static final int OLDEST_JAVA = 17;

  private MachineChecks() {}

  /** The virtual machine. */
  public static Check java(Runtime.Version version, String home) {
    String value = version + " in " + home;
    return version.feature() < OLDEST_JAVA
        ? Check.fail("java", value + "; " + OLDEST_JAVA + " or newer is needed")
        : Check.ok("java", value);
  }

  /** Operating system and architecture, as Java names them. */
  public static Check system(String name, String architecture) {
    String value = name + " " + architecture;
    return name.equals("Linux") && architecture.equals("amd64")
        ? Check.ok("system", value)
        : Check.warn(
            "system", value, "the native library that ships with ABS is for Linux on amd64");
  }

  /**
   * Memory of the machine, or of the container.
   *
   * @param availableBytes what can still be had, from {@link #available}
   * @param heapBytes most that Java's heap takes; the engine's arrays lie outside of it
   */
  public static Check memory(long totalBytes, long availableBytes, long heapBytes) {
    String value =
        "%s, %s available; Java heap at most %d MiB"
            .formatted(gibibytes(totalBytes), gibibytes(availableBytes), heapBytes / MEBIBYTE);
    return availableBytes < GIBIBYTE
        ? Check.warn("memory", value, "the engine alone takes 0.7 GiB, training more")
        : Check.ok("memory", value);
  }

  /**
   * Memory that can still be had. Java counts the file cache as used, which is given up on demand;
   * the system's own figure does not know the limit of a container.
   *
   * @param systemInfo text of {@code /proc/meminfo}, maybe empty
   * @param totalBytes memory as Java sees it
   * @param freeBytes free memory as Java sees it
   */
  public static long available(String systemInfo, long totalBytes, long freeBytes) {
    long total = kibibytes(systemInfo, "MemTotal") << 10;
    long available = kibibytes(systemInfo, "MemAvailable") << 10;
    return total == totalBytes ? Math.max(available, freeBytes) : freeBytes;
  }

  private static long kibibytes(String systemInfo, String key) {
    Matcher line = Pattern.compile("(?m)^" + key + ":\\s+([0-9]+) kB$").matcher(systemInfo);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }

  /**
   * Processors and the threads that share them.
   *
   * @param processors that this process may use
   * @param engineThreads threads of the engine for each replica
   * @param replicas replicas on the CPU
   */
  public static Check threads(
      int processors, int engineThreads, int replicas, Map<String, String> environment) {
    String allotted =
        Optional.ofNullable(environment.get("SLURM_CPUS_PER_TASK"))
            .map(count -> " (SLURM_CPUS_PER_TASK=" + count + ")")
            .orElse("");
    String value =
        "%d processor(s)%s; %d replica(s) on the CPU, %d engine thread(s) each; data.threads loader"
                .formatted(processors, allotted, replicas, engineThreads)
            + " threads, at most "
            + processors;
    if (replicas * engineThreads > processors) {
      return Check.warn(
          "threads", value, "more engine threads than processors make one another wait");
    }
    if (replicas > 0 && engineThreads > 1) {
      return Check.warn(
          "threads",
          value,
          "several threads a replica spin while they wait; --device cpu:N with OMP_NUM_THREADS=1"
              + " is steadier");
    }
    return Check.ok("threads", value);
  }

  /** The settings of the C allocator that the launcher makes. */
  public static Check allocator(Map<String, String> environment) {
    List<String> names =
        List.of("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_ARENA_MAX");
    return environment.keySet().containsAll(names)
        ? Check.ok("allocator", "thresholds and arenas are set")
        : Check.warn(
            "allocator",
            "thresholds or arenas are not set",
            "scripts/abs sets MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_ and"
                + " MALLOC_ARENA_MAX; without them large arrays are mapped anew on each step");
  }

  /** The folder of native libraries and the space left there. */
  public static Check cache(Path cache) {
    // An installed libtorch that brings its own JNI library needs no cache, so none may be there.
    Path there = cache.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      return Check.ok("cache", "%s, %s free".formatted(cache, gibibytes(free)));
    } catch (IOException e) {
      return Check.fail("cache", cache + " cannot be read: " + FileFailure.reason(e));
    }
  }

  static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIBIBYTE);
  }
}
