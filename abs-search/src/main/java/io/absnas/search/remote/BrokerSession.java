package io.absnas.search.remote;

import static io.absnas.search.remote.BrokerFailures.act;
import static io.absnas.search.remote.BrokerFailures.call;
import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a broker with one channel. Nothing is repaired: whatever goes wrong throws
 * {@link BrokerLostException}, and whoever wants to go on opens another session. Used by one
 * thread; messages come by the client's own.
 */
final class BrokerSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerSession.class);

  /** The broker and we hang up when nothing has been heard for twice as long. */
  private static final int HEARTBEAT_SECONDS = 20;

  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 30_000;

  /** The broker's own limit is 128 MiB: whatever it passes on can be read and put aside. */
  private static final int MAX_BODY_BYTES = 1 << 28;

  private static final int CLOSE_MILLIS = 2_000;
  private static final String DIRECT = "";

  private final Connection connection;
  private final Channel channel;
  private final AtomicBoolean returned = new AtomicBoolean();
  private final Map<String, CountDownLatch> ended = new ConcurrentHashMap<>();

  /**
   * What a queue holds.
   *
   * @param ready messages that wait
   * @param consumers how many listen
   */
  record Depth(long ready, long consumers) {}

  private BrokerSession(Connection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /**
   * Connects and logs in.
   *
   * @param client name that the broker's own tools show
   * @throws AbsException of kind BROKER if the broker does not let us in
   */
  static BrokerSession open(Broker broker, String client) throws BrokerLostException {
    ConnectionFactory factory = factory(broker);
    return call(
        () -> {
          Connection connection = factory.newConnection(client);
          try {
            Channel channel = requireNonNull(connection.createChannel(), "no channel is left");
            BrokerSession session = new BrokerSession(connection, channel);
            channel.confirmSelect();
            channel.addReturnListener(message -> session.returned.set(true));
            connection.addBlockedListener(
                reason -> log.warn("{} takes no messages for now: {}", broker, reason),
                () -> log.info("{} takes messages again", broker));
            return session;
          } catch (IOException | RuntimeException e) {
            connection.abort(CLOSE_MILLIS);
            throw e;
          }
        });
  }

  private static ConnectionFactory factory(Broker broker) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(broker.host());
    factory.setPort(broker.port());
    factory.setVirtualHost(broker.virtualHost());
    factory.setUsername(broker.user());
    factory.setPassword(broker.password());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setHandshakeTimeout(CONNECT_MILLIS);
    factory.setChannelRpcTimeout(ANSWER_MILLIS);
    factory.setShutdownTimeout(CLOSE_MILLIS);
    factory.setMaxInboundMessageBodySize(MAX_BODY_BYTES);
    factory.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "abs-broker");
          thread.setDaemon(true);
          return thread;
        });
    factory.setExceptionHandler(
        new DefaultExceptionHandler() {
          @Override
          public void handleUnexpectedConnectionDriverException(
              Connection connection, Throwable exception) {
            // Whoever uses the session is told by its next call.
            log.debug("connection ended: {}", String.valueOf(exception));
          }
        });
    if (broker.tls()) {
      try {
        factory.useSslProtocol(SSLContext.getDefault());
      } catch (GeneralSecurityException e) {
        throw new AbsException(
            ExitCode.BROKER, "TLS cannot be set up: " + String.valueOf(e.getMessage()), e);
      }
      factory.enableHostnameVerification();
    }
    return factory;
  }

  /**
   * Makes a queue that outlives the broker, or finds it made alike.
   *
   * @throws AbsException of kind BROKER if it is there with other arguments
   */
  void declare(String queue, Map<String, Object> arguments) throws BrokerLostException {
    act(() -> channel.queueDeclare(queue, true, false, false, arguments));
  }

  /** What a queue holds; empty if it is not there. */
  Optional<Depth> depth(String queue) throws BrokerLostException {
    // Asking for a queue that is not there ends a channel, so it is asked on one of its own.
    Channel asking = call(() -> requireNonNull(connection.createChannel(), "no channel is left"));
    try {
      AMQP.Queue.DeclareOk found = asking.queueDeclarePassive(queue);
      asking.abort();
      return Optional.of(new Depth(found.getMessageCount(), found.getConsumerCount()));
    } catch (IOException e) {
      if (BrokerFailures.replyCode(e) == AMQP.NOT_FOUND) {
        return Optional.empty();
      }
      throw BrokerFailures.of(e);
    } catch (ShutdownSignalException e) {
      throw BrokerFailures.of(e);
    }
  }

  /** Sends messages and returns when the broker has them on disk, in the order given. */
  void send(String queue, List<Message> messages) throws BrokerLostException {
    returned.set(false);
    act(
        () -> {
          for (Message message : messages) {
            channel.basicPublish(DIRECT, queue, true, message.properties(), message.body());
          }
          channel.waitForConfirmsOrDie(ANSWER_MILLIS);
        });
    if (returned.get()) {
      throw new BrokerLostException("queue " + queue + " is gone");
    }
  }

  /** As {@link #send(String, List)}, one message. */
  void send(String queue, Message message) throws BrokerLostException {
    send(queue, List.of(message));
  }

  /** How many messages each consumer that comes after may hold unacknowledged; 0 for any number. */
  void prefetch(int messages) throws BrokerLostException {
    act(() -> channel.basicQos(messages));
  }

  /**
   * Has a queue's messages put into {@code inbox} as they come.
   *
   * @param alone whether nobody else may listen to the queue
   * @return by which it is ended
   */
  String consume(String queue, boolean alone, BlockingQueue<Received> inbox)
      throws BrokerLostException {
    DefaultConsumer consumer =
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            inbox.add(
                Received.of(
                    envelope.getDeliveryTag(), queue, envelope.isRedeliver(), properties, body));
          }

          @Override
          public void handleCancelOk(String consumerTag) {
            // Comes in turn, after all deliveries.
            ended.computeIfAbsent(consumerTag, tag -> new CountDownLatch(1)).countDown();
          }

          @Override
          public void handleCancel(String consumerTag) {
            log.debug("queue {} was deleted", queue);
            connection.abort(AMQP.REPLY_SUCCESS, "queue deleted", CLOSE_MILLIS);
          }
        };
    return call(() -> channel.basicConsume(queue, false, "", false, alone, null, consumer));
  }

  /** Ends what {@link #consume} began; whatever came is in the inbox, unacknowledged. */
  void cancel(String consumer) throws BrokerLostException {
    CountDownLatch last = ended.computeIfAbsent(consumer, tag -> new CountDownLatch(1));
    act(
        () -> {
          channel.basicCancel(consumer);
          if (!last.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("no end of deliveries");
          }
        });
    ended.remove(consumer);
  }

  /** The first message of a queue, unacknowledged; empty if none waits. */
  Optional<Received> get(String queue) throws BrokerLostException {
    return call(() -> Optional.<GetResponse>ofNullable(channel.basicGet(queue, false)))
        .map(
            one ->
                Received.of(
                    one.getEnvelope().getDeliveryTag(),
                    queue,
                    one.getEnvelope().isRedeliver(),
                    one.getProps(),
                    one.getBody()));
  }

  /** Tells the broker to forget a message. */
  void acknowledge(Received message) throws BrokerLostException {
    act(() -> channel.basicAck(message.tag(), false));
  }

  /** Puts a message back to where it came from. */
  void putBack(Received message) throws BrokerLostException {
    act(() -> channel.basicReject(message.tag(), true));
  }

  /** Deletes the messages that wait in a queue; says how many there were. */
  long purge(String queue) throws BrokerLostException {
    return call(() -> channel.queuePurge(queue)).getMessageCount();
  }

  /** Deletes a queue if nothing waits in it. */
  void deleteIfEmpty(String queue) throws BrokerLostException {
    act(() -> channel.queueDelete(queue, false, true));
  }

  /** Fails if the connection has ended. */
  void check() throws BrokerLostException {
    if (!channel.isOpen()) {
      @Nullable ShutdownSignalException reason = channel.getCloseReason();
      throw reason == null
          ? new BrokerLostException("connection closed")
          : BrokerFailures.of(reason);
    }
  }

  /** Hangs up; unacknowledged messages go back to their queues. */
  @Override
  public void close() {
    connection.abort(CLOSE_MILLIS);
  }
}
