package io.absnas.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run ran on; may differ between equal runs.
 *
 * @param java version and vendor
 * @param os name, version and architecture
 * @param cpu model
 * @param cores available to the process
 * @param engine text of the tensor engine, absent if none was loaded
 * @param device {@code cpu}, {@code gpu:0}, ...
 * @param threads of the engine
 * @param host name of the machine
 * @param startedAt time in UTC, ISO 8601
 * @param decoder what decodes image files, absent if nothing does
 */
public record RuntimeInfo(
    String java,
    String os,
    String cpu,
    int cores,
    Optional<String> engine,
    String device,
    int threads,
    String host,
    String startedAt,
    Optional<String> decoder) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This process. */
  public static RuntimeInfo of(
      Optional<String> engine, String device, int threads, Instant startedAt) {
    return new RuntimeInfo(
        property("java.runtime.version") + " " + property("java.vendor"),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        engine,
        device,
        threads,
        RunLock.host(),
        startedAt.toString(),
        Optional.empty());
  }

  /** The same with what decodes image files. */
  public RuntimeInfo withDecoder(Optional<String> name) {
    return new RuntimeInfo(java, os, cpu, cores, engine, device, threads, host, startedAt, name);
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
