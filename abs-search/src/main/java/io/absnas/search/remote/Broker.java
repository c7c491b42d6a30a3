package io.absnas.search.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is and who we are to it. The password comes from the environment or a file, and no
 * text of this holds it.
 */
public final class Broker {
  /** Environment variable of the address, where none is named otherwise. */
  public static final String ADDRESS = "ABS_BROKER";

  /** Environment variable of the user name, where the address has none. */
  public static final String USER = "ABS_BROKER_USER";

  /** Environment variable of the password. */
  public static final String PASSWORD = "ABS_BROKER_PASSWORD";

  /** Environment variable of a file that holds the password and nothing else. */
  public static final String PASSWORD_FILE = "ABS_BROKER_PASSWORD_FILE";

  /** User and password of a new RabbitMQ, which lets them in from its own machine only. */
  private static final String GUEST = "guest";

  private static final int PORT = 5672;
  private static final int PORT_TLS = 5671;
  private static final String FORM = "must be amqp://[USER@]HOST[:PORT][/VHOST] or amqps://...";

  private final String host;
  private final int port;
  private final String virtualHost;
  private final boolean tls;
  private final String user;
  private final String password;

  private Broker(
      String host, int port, String virtualHost, boolean tls, String user, String password) {
    this.host = requireNonNull(host, "host is null");
    this.port = port;
    this.virtualHost = requireNonNull(virtualHost, "virtualHost is null");
    this.tls = tls;
    this.user = requireNonNull(user, "user is null");
    this.password = requireNonNull(password, "password is null");
  }

  /**
   * Reads an address; user and password are looked up in the environment.
   *
   * @param address {@code amqp://[USER@]HOST[:PORT][/VHOST]}, or {@code amqps://} for TLS
   * @throws AbsException of kind USAGE for an address of another form or one with a password, INPUT
   *     for a password file that cannot be read
   */
  public static Broker of(String address, Map<String, String> environment) {
    URI uri = uri(address);
    boolean tls = "amqps".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? PORT_TLS : PORT;
    if (port < 1 || port > 0xffff) {
      throw usage("has port " + port + ", must be 1 to 65535");
    }
    @Nullable String user = uri.getRawUserInfo();
    if (user != null && user.contains(":")) {
      // The text is not repeated: whatever it is in, a terminal or a log, may be read by others.
      throw usage(
          "holds a password; set " + PASSWORD + " or " + PASSWORD_FILE + " instead of writing it");
    }
    String name =
        user != null && !user.isEmpty()
            ? URLDecoder.decode(user.replace("+", "%2B"), UTF_8)
            : environment.getOrDefault(USER, GUEST);
    return new Broker(
        uri.getHost(), port, virtualHost(uri), tls, name, password(name, environment));
  }

  private static URI uri(String address) {
    try {
      URI uri = new URI(address);
      boolean amqp = "amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme());
      if (amqp && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Neither the text nor the failure, which repeats it: it may hold a password.
      throw usage(FORM);
    }
    throw usage(FORM);
  }

  private static String virtualHost(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (path.isEmpty() || path.equals("/")) {
      return "/";
    }
    String name = path.substring(1);
    if (name.contains("/")) {
      throw usage(FORM + ", with %2F for a / in VHOST");
    }
    return URLDecoder.decode(name.replace("+", "%2B"), UTF_8);
  }

  private static String password(String user, Map<String, String> environment) {
    @Nullable String password = environment.get(PASSWORD);
    @Nullable String file = environment.get(PASSWORD_FILE);
    if (password != null && file != null) {
      throw new AbsException(
          ExitCode.USAGE, PASSWORD + " and " + PASSWORD_FILE + " are both set, one is needed");
    }
    if (file != null) {
      return read(file);
    }
    if (password == null && !user.equals(GUEST)) {
      throw new AbsException(
          ExitCode.USAGE,
          "the broker's password for user '%s' is not known; set %s or %s"
              .formatted(user, PASSWORD, PASSWORD_FILE));
    }
    return password == null ? GUEST : password;
  }

  private static String read(String file) {
    try {
      String password = Files.readString(Path.of(file)).strip();
      if (password.isEmpty() || password.contains("\n")) {
        throw new AbsException(
            ExitCode.INPUT, PASSWORD_FILE + ": " + file + " must hold a password on one line");
      }
      return password;
    } catch (IOException e) {
      throw unreadable(file, FileFailure.reason(e), e);
    } catch (InvalidPathException e) {
      throw unreadable(file, "no path of a file", e);
    }
  }

  private static AbsException unreadable(String file, String reason, Exception cause) {
    return new AbsException(
        ExitCode.INPUT, PASSWORD_FILE + ": " + file + ": cannot be read: " + reason, cause);
  }

  private static AbsException usage(String text) {
    return new AbsException(ExitCode.USAGE, "the broker's address " + text);
  }

  /**
   * Logs in and out again, so that a long run does not begin without its broker.
   *
   * @throws AbsException of kind BROKER if that cannot be done
   */
  public void requireReachable() {
    try {
      BrokerSession.open(this, "abs check").close();
    } catch (BrokerLostException e) {
      throw new AbsException(ExitCode.BROKER, this + ": " + e.reason(), e);
    }
  }

  /** Host name or address. */
  public String host() {
    return host;
  }

  /** TCP port. */
  public int port() {
    return port;
  }

  /** Virtual host, {@code /} by default. */
  public String virtualHost() {
    return virtualHost;
  }

  /** Whether the connection is encrypted. */
  public boolean tls() {
    return tls;
  }

  /** User name. */
  public String user() {
    return user;
  }

  /** For the login alone. */
  String password() {
    return password;
  }

  /** Address and user, without the password. */
  @Override
  public String toString() {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String end = virtualHost.equals("/") ? "" : "/" + virtualHost;
    return (tls ? "amqps://" : "amqp://") + user + "@" + name + ":" + port + end;
  }
}
