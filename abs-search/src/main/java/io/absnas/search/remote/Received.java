package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message from a queue that waits for its acknowledgement.
 *
 * @param tag by which it is acknowledged, on the channel that it came by
 * @param queue where it came from
 * @param id what it says that it is about
 * @param redelivered whether it was handed to somebody before who did not acknowledge it
 * @param headers what came beside the body
 * @param body as it came
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Received(
    long tag,
    String queue,
    Optional<String> id,
    boolean redelivered,
    Map<String, Object> headers,
    byte[] body) {
  Received {
    requireNonNull(queue, "queue is null");
    requireNonNull(id, "id is null");
    requireNonNull(headers, "headers is null");
    requireNonNull(body, "body is null");
  }

  static Received of(
      long tag, String queue, boolean redelivered, BasicProperties properties, byte[] body) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    return new Received(
        tag,
        queue,
        Optional.ofNullable(properties.getMessageId()),
        redelivered,
        headers == null ? Map.of() : headers,
        body);
  }

  /** The text of a header; empty if there is none. */
  Optional<String> text(String header) {
    return Optional.ofNullable(headers.get(header)).map(Object::toString);
  }
}
