package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The operating system, as far as native libraries care.
 *
 * @param system its name, as Java says it
 * @param architecture of the processor, as Java says it
 * @param glibc whether the C library is glibc; of no meaning outside of Linux
 */
record Platform(String system, String architecture, boolean glibc) {
  private static final Path MUSL = Path.of("/lib/ld-musl-x86_64.so.1");
  private static final Path GLIBC = Path.of("/lib64/ld-linux-x86-64.so.2");

  Platform {
    requireNonNull(system, "system is null");
    requireNonNull(architecture, "architecture is null");
  }

  /** That of this process. */
  static Platform ofProcess() {
    return new Platform(
        System.getProperty("os.name", "?"),
        System.getProperty("os.arch", "?"),
        !Files.exists(MUSL) || Files.exists(GLIBC));
  }

  /** Why the native libraries do not run here; empty if they do. */
  Optional<String> problem() {
    boolean processor = architecture.equals("amd64") || architecture.equals("x86_64");
    if (system.equals("Linux") && processor && glibc) {
      return Optional.empty();
    }
    String here = system + " on " + architecture + (glibc ? "" : " with musl");
    return Optional.of(
        "no tensor library for %s: ABS trains on Linux on x86-64 with glibc; commands that need no"
                .formatted(here)
            + " network (flops, angle, derive, split, list, config, report) run wherever Java does");
  }
}
