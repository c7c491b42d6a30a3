package io.absnas.cli;

import io.absnas.core.run.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** The version, what it was built from and with, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    BuildInfo build = BuildInfo.read();
    return new String[] {
      "abs %s (commit %s, %s, Java %s)"
          .formatted(
              build.version(),
              build.commit().orElse("unknown"),
              BuildInfo.engine(),
              Runtime.version())
    };
  }

  /** Version number, or {@code unpackaged} when classes run outside a jar. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
