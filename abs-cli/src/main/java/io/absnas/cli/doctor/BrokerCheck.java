package io.absnas.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Whether something answers at a broker's address; names and passwords are neither used nor shown.
 *
 * @param host name or address
 * @param port TCP port
 */
public record BrokerCheck(String host, int port) {
  private static final int TIMEOUT_MILLIS = 3000;
  private static final int AMQP = 5672;
  private static final int AMQP_OVER_TLS = 5671;

  /**
   * From {@code host}, {@code host:port} or {@code amqp://user@host:port/vhost}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static BrokerCheck parse(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "amqp://" + text);
      int standard = "amqps".equals(uri.getScheme()) ? AMQP_OVER_TLS : AMQP;
      if (uri.getHost() != null) {
        return new BrokerCheck(uri.getHost(), uri.getPort() < 0 ? standard : uri.getPort());
      }
    } catch (URISyntaxException e) {
      // The text may hold a password, so it is not repeated.
      throw new IllegalArgumentException(allowed(), e);
    }
    throw new IllegalArgumentException(allowed());
  }

  private static String allowed() {
    return "--broker must be HOST, HOST:PORT or amqp://HOST:PORT/VHOST";
  }

  /** Opens a connection and closes it. */
  public Check run() {
    String value = host + ":" + port;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      return Check.ok("broker", value + " accepts connections (login not tried)");
    } catch (IOException e) {
      return Check.fail("broker", value + " does not answer: " + e.getMessage());
    }
  }
}
