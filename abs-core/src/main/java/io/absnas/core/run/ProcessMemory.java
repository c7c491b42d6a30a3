package io.absnas.core.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process holds in memory by the account of the operating system: Java's heap, the arrays
 * of the engine, and all else.
 *
 * @param residentBytes now ({@code VmRSS})
 * @param peakBytes the most since the start of the process ({@code VmHWM})
 */
public record ProcessMemory(long residentBytes, long peakBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Checks that neither is negative. */
  public ProcessMemory {
    if (residentBytes < 0 || peakBytes < 0) {
      throw new IllegalArgumentException(
          "memory must not be negative, was " + residentBytes + " and " + peakBytes);
    }
  }

  /** This process now; empty where the system does not say. */
  public static Optional<ProcessMemory> now() {
    try {
      return parse(Files.readString(STATUS));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Memory of the machine, or of the container that the process runs in. */
  public static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Reads the text of {@code /proc/PID/status}; empty if it names no memory. */
  static Optional<ProcessMemory> parse(String status) {
    Optional<Long> resident = bytes(status, "VmRSS");
    Optional<Long> peak = bytes(status, "VmHWM");
    return resident.isPresent() && peak.isPresent()
        ? Optional.of(new ProcessMemory(resident.get(), peak.get()))
        : Optional.empty();
  }

  private static Optional<Long> bytes(String status, String key) {
    Matcher line = Pattern.compile("(?m)^" + key + ":\\s+([0-9]{1,15}) kB$").matcher(status);
    return line.find() ? Optional.of(Long.parseLong(line.group(1)) << 10) : Optional.empty();
  }

  /** Bytes for people: {@code 310 MiB}, {@code 3.05 GiB}. */
  public static String text(long bytes) {
    return bytes < 1L << 30
        ? String.format(Locale.ROOT, "%d MiB", bytes >> 20)
        : String.format(Locale.ROOT, "%.2f GiB", (double) bytes / (1L << 30));
  }
}
