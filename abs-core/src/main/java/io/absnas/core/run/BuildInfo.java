package io.absnas.core.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What was built: version of the toolkit and commit of its sources.
 *
 * @param version Maven version
 * @param commit git commit, absent if the build was not told ({@code -Dabs.commit=...})
 */
public record BuildInfo(String version, Optional<String> commit) {
  private static final String RESOURCE = "build.properties";

  /** Reads what the build wrote beside this class. */
  public static BuildInfo read() {
    Properties properties = properties();
    return new BuildInfo(
        properties.getProperty("version", "unknown"),
        Optional.of(properties.getProperty("commit", "")).filter(BuildInfo::isHash));
  }

  /** The tensor libraries that it was built with: {@code DJL 0.36.0, libtorch 2.7.1}. */
  public static String engine() {
    Properties properties = properties();
    return "DJL %s, libtorch %s"
        .formatted(
            properties.getProperty("djl", "unknown"),
            properties.getProperty("libtorch", "unknown"));
  }

  /** A property that the build did not know stands there by its name. */
  private static boolean isHash(String commit) {
    return commit.matches("[0-9a-f]+");
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
