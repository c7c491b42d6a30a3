package io.absnas.search.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.jobs.SquareHandler;
import io.absnas.core.jobs.TestBroker;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerTest {
  private static final String SECRET = "very-secret";

  @ParameterizedTest
  @CsvSource({
    "amqp://host,               host, 5672, /,  false, guest",
    "amqp://host/,              host, 5672, /,  false, guest",
    "amqps://host,              host, 5671, /,  true,  guest",
    "amqp://me@10.0.0.1:77/lab, 10.0.0.1, 77, lab, false, me",
    "amqp://a%40b@host/%2Flab,  host, 5672, /lab, false, a@b",
    "amqp://a+b@[::1]:5000,     [::1], 5000, /, false, a+b",
  })
  void readsAddresses(
      String address, String host, int port, String virtualHost, boolean tls, String user) {
    Broker broker = Broker.of(address, Map.of(Broker.PASSWORD, SECRET));
    assertThat(broker.host()).isEqualTo(host);
    assertThat(broker.port()).isEqualTo(port);
    assertThat(broker.virtualHost()).isEqualTo(virtualHost);
    assertThat(broker.tls()).isEqualTo(tls);
    assertThat(broker.user()).isEqualTo(user);
    assertThat(broker.toString()).doesNotContain(SECRET).contains(":" + port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "http://host",
        "amqp:host",
        "amqp://",
        "amqp://host?x=" + SECRET,
        "amqp://host/a/b",
        "amqp://host:0",
        "amqp://host:65536",
        "amqp://me:" + SECRET + "@host",
        "amqp://me:" + SECRET + "@x@host",
        "amqp://me:" + SECRET + " @host",
      })
  void refusesOtherTextsAndDoesNotRepeatThem(String address) {
    assertThatThrownBy(() -> Broker.of(address, Map.of()))
        .isInstanceOf(AbsException.class)
        .hasMessageStartingWith("the broker's address ")
        .matches(e -> !String.valueOf(e.getMessage()).contains(SECRET))
        .matches(e -> e.getCause() == null)
        .extracting(e -> ((AbsException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void takesUserAndPasswordFromEnvironmentOrFile(@TempDir Path folder) throws IOException {
    Map<String, String> environment = Map.of(Broker.USER, "me", Broker.PASSWORD, SECRET);
    assertThat(Broker.of("amqp://host", environment).user()).isEqualTo("me");
    assertThat(Broker.of("amqp://host", environment).password()).isEqualTo(SECRET);
    assertThat(Broker.of("amqp://you@host", environment).user()).isEqualTo("you");
    Path file = folder.resolve("password");
    Files.writeString(file, SECRET + "\n");
    Broker broker = Broker.of("amqp://me@host", Map.of(Broker.PASSWORD_FILE, file.toString()));
    assertThat(broker.password()).isEqualTo(SECRET);
    assertThat(Broker.of("amqp://host", Map.of()).password()).isEqualTo("guest");
  }

  @Test
  void saysWhatIsWrongWithAPassword(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Broker.of("amqp://me@host", Map.of()))
        .hasMessage(
            "the broker's password for user 'me' is not known;"
                + " set ABS_BROKER_PASSWORD or ABS_BROKER_PASSWORD_FILE");
    Path file = folder.resolve("password");
    Map<String, String> environment = Map.of(Broker.PASSWORD_FILE, file.toString());
    assertThatThrownBy(() -> Broker.of("amqp://me@host", environment))
        .hasMessageContaining("cannot be read: no such file");
    Files.writeString(file, SECRET + "\n" + SECRET);
    assertThatThrownBy(() -> Broker.of("amqp://me@host", environment))
        .hasMessageContaining("must hold a password on one line")
        .matches(e -> !String.valueOf(e.getMessage()).contains(SECRET));
    assertThatThrownBy(
            () ->
                Broker.of(
                    "amqp://me@host",
                    Map.of(Broker.PASSWORD_FILE, file.toString(), Broker.PASSWORD, SECRET)))
        .hasMessageContaining("are both set");
  }

  private static RemoteJobRunner connect(Broker broker) {
    return new RemoteJobRunner(
        broker, SquareHandler.job("login", 1), RemoteLimits.of(new RetryPolicy(1)), Duration.ZERO);
  }

  @Test
  void aBrokerThatIsNotThereEndsWithItsAddress() {
    assertThatThrownBy(() -> connect(Broker.of("amqp://127.0.0.1:1", Map.of())))
        .isInstanceOf(AbsException.class)
        .hasMessageStartingWith("amqp://guest@127.0.0.1:1: Connection refused")
        .extracting(e -> ((AbsException) e).exitCode())
        .isEqualTo(ExitCode.BROKER);
  }

  @Test
  void aWrongPasswordIsNotTriedAgainNorRepeated() {
    String address = TestBroker.get().address();
    assertThatThrownBy(() -> connect(Broker.of(address, Map.of(Broker.PASSWORD, SECRET))))
        .isInstanceOf(AbsException.class)
        .hasMessage("the broker does not accept user and password")
        .extracting(e -> ((AbsException) e).exitCode())
        .isEqualTo(ExitCode.BROKER);
    assertThatThrownBy(
            () -> connect(Broker.of(address + "/nowhere", TestBroker.get().environment())))
        .isInstanceOf(AbsException.class)
        .hasMessageContaining("nowhere");
  }
}
