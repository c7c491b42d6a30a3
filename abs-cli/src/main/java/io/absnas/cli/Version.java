package io.absnas.cli;

import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"abs " + number() + " (Java " + Runtime.version() + ")"};
  }

  /** Version number, or {@code unpackaged} when classes run outside a jar. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
