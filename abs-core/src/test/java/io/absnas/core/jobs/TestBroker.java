package io.absnas.core.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real broker for tests: the one that {@code scripts/test.sh} started for all of them, else one
 * of this process's own. Where RabbitMQ is not installed the tests report themselves skipped.
 */
public final class TestBroker {
  /** Seconds after which this broker takes back what was not acknowledged; as in the script. */
  public static final int ACK_LIMIT_SECONDS = 4;

  private static final String ADDRESS = "ABS_TEST_BROKER";
  private static final String PASSWORD_FILE = "ABS_TEST_BROKER_PASSWORD_FILE";
  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?([^'\n]*)'?");
  private static @Nullable TestBroker broker;

  private final String address;
  private final Path passwordFile;

  private TestBroker(String address, Path passwordFile) {
    this.address = address;
    this.passwordFile = passwordFile;
  }

  /** The broker; skips the test where there is none to be had. */
  public static synchronized TestBroker get() {
    if (broker == null) {
      @Nullable String shared = System.getenv(ADDRESS);
      @Nullable String password = System.getenv(PASSWORD_FILE);
      if (shared != null && password != null) {
        broker = new TestBroker(shared, Path.of(password));
      } else {
        assumeTrue(installed(), "RabbitMQ is not installed: scripts/broker.sh install");
        broker = start();
      }
    }
    return broker;
  }

  private static boolean installed() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(Path.of("/usr/lib/rabbitmq/bin")),
            Arrays.stream(path.split(":")).map(Path::of))
        .anyMatch(folder -> Files.isExecutable(folder.resolve("rabbitmq-server")));
  }

  private static TestBroker start() {
    Path folder = Path.of("target", "test-broker").toAbsolutePath();
    script("start", folder, "--port", "any", "--ack-limit", Integer.toString(ACK_LIMIT_SECONDS));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> script("stop", folder)));
    Map<String, String> exports = new TreeMap<>();
    Matcher matcher = EXPORT.matcher(script("env", folder));
    while (matcher.find()) {
      exports.put(matcher.group(1), matcher.group(2));
    }
    return new TestBroker(
        String.valueOf(exports.get("ABS_BROKER")),
        Path.of(String.valueOf(exports.get("ABS_BROKER_PASSWORD_FILE"))));
  }

  private static String script(String command, Path folder, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "bash",
                Path.of("..", "scripts", "broker.sh").toString(),
                command,
                "--dir",
                folder.toString()));
    words.addAll(List.of(options));
    try {
      Process process = new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** For {@code --broker}. */
  public String address() {
    return address;
  }

  /** The environment that belongs to the address. */
  public Map<String, String> environment() {
    return Map.of("ABS_BROKER_PASSWORD_FILE", passwordFile.toString());
  }

  /** What nobody may ever print. */
  public String password() {
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
