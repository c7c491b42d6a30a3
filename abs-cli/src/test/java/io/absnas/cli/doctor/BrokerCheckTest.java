package io.absnas.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.cli.doctor.Check.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerCheckTest {
  @ParameterizedTest
  @CsvSource({
    "mq, mq, 5672",
    "mq:1234, mq, 1234",
    "amqp://me:secret@mq.example/abs, mq.example, 5672",
    "amqps://mq.example, mq.example, 5671",
    "amqp://mq.example:99/abs, mq.example, 99"
  })
  void addressesAreRead(String text, String host, int port) {
    assertThat(BrokerCheck.parse(text)).isEqualTo(new BrokerCheck(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "amqp://me:sec ret@mq", "amqp://", "a b"})
  void otherTextsAreRefusedWithoutBeingRepeated(String text) {
    assertThatThrownBy(() -> BrokerCheck.parse(text))
        .hasMessage("--broker must be HOST, HOST:PORT or amqp://HOST:PORT/VHOST");
  }

  @Test
  void aPortThatAcceptsIsReachableAndAClosedOneIsNot() throws IOException {
    BrokerCheck broker;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      broker = new BrokerCheck("127.0.0.1", server.getLocalPort());
      assertThat(broker.run().status()).isEqualTo(Status.OK);
    }
    assertThat(broker.run().status()).isEqualTo(Status.FAIL);
    assertThat(broker.run().value()).startsWith("127.0.0.1:" + broker.port() + " does not answer");
  }
}
