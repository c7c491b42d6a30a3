package io.absnas.search.remote;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.OneLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the client throws, in our words: refusals end the program, all else may be tried again. */
final class BrokerFailures {
  /** Why a searcher gets no results. */
  static final String HELD = "another searcher is at work on this run";

  private BrokerFailures() {}

  /** Something that the client does for us and that has a result. */
  interface Call<T> {
    T run() throws IOException, TimeoutException, InterruptedException;
  }

  /** Something that the client does for us. */
  interface Action {
    void run() throws IOException, TimeoutException, InterruptedException;
  }

  /**
   * Does it.
   *
   * @throws AbsException of kind BROKER if the broker will never do it
   */
  static <T> T call(Call<T> what) throws BrokerLostException {
    try {
      return what.run();
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      throw of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerLostException("interrupted", e);
    }
  }

  /** As {@link #call}. */
  static void act(Action what) throws BrokerLostException {
    boolean unused =
        call(
            () -> {
              what.run();
              return true;
            });
  }

  /** What to throw for a failure of the client. */
  static BrokerLostException of(Exception e) {
    String reason = reason(e);
    if (e instanceof AuthenticationFailureException) {
      throw new AbsException(ExitCode.BROKER, "the broker does not accept user and password", e);
    }
    switch (replyCode(e)) {
      case AMQP.ACCESS_REFUSED, AMQP.NOT_ALLOWED -> {
        // Held by a searcher that is alive, or by one that the broker does not yet know to be dead.
        if (reason.contains("exclusive use")) {
          return new BrokerLostException(HELD, e);
        }
        throw new AbsException(ExitCode.BROKER, "the broker refuses: " + reason, e);
      }
      case AMQP.PRECONDITION_FAILED -> {
        if (reason.contains("inequivalent arg")) {
          throw new AbsException(
              ExitCode.BROKER, "a queue of this name was made otherwise: " + reason, e);
        }
      }
      default -> {}
    }
    return new BrokerLostException(reason, e);
  }

  /** The protocol's number for what went wrong; 0 if it was not the broker that said so. */
  static int replyCode(Exception e) {
    return signal(e).map(BrokerFailures::replyCode).orElse(0);
  }

  private static int replyCode(ShutdownSignalException signal) {
    @Nullable Method reason = signal.getReason();
    if (reason instanceof AMQP.Channel.Close close) {
      return close.getReplyCode();
    }
    return reason instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
  }

  private static Optional<ShutdownSignalException> signal(Throwable e) {
    @Nullable Throwable each = e;
    while (each != null) {
      if (each instanceof ShutdownSignalException signal) {
        return Optional.of(signal);
      }
      each = each.getCause();
    }
    return Optional.empty();
  }

  private static String reason(Exception e) {
    @Nullable Method method = signal(e).map(ShutdownSignalException::getReason).orElse(null);
    if (method instanceof AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    if (method instanceof AMQP.Connection.Close close) {
      return close.getReplyText();
    }
    List<String> parts = new ArrayList<>();
    for (@Nullable Throwable each = e; each != null; each = each.getCause()) {
      String text = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
      // The client's own wrappers say little or repeat what they wrap.
      boolean wrapper = each.getMessage() == null && each.getCause() != null;
      if (!wrapper && parts.stream().noneMatch(part -> part.contains(text))) {
        parts.add(OneLine.of(text));
      }
    }
    return String.join(": ", parts);
  }
}
