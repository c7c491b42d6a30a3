package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a queue.
 *
 * @param id what it is about, for people
 * @param headers counters and reasons
 * @param body JSON, or whatever a message was that could not be read
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Message(Optional<String> id, Map<String, Object> headers, byte[] body) {
  private static final int PERSISTENT = 2;

  Message {
    requireNonNull(id, "id is null");
    headers = Map.copyOf(headers);
    requireNonNull(body, "body is null");
  }

  /** What the protocol says beside the body: it outlives the broker and is JSON. */
  BasicProperties properties() {
    @Nullable String name = id.orElse(null);
    return new BasicProperties.Builder()
        .appId("abs")
        .contentType("application/json")
        .contentEncoding("UTF-8")
        .deliveryMode(PERSISTENT)
        .messageId(name)
        .headers(headers)
        .build();
  }
}
