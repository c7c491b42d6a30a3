package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** The broker did not answer or ended the connection; another try may go better. */
final class BrokerLostException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, in one line. */
  BrokerLostException(String reason, Throwable cause) {
    super(requireNonNull(reason, "reason is null"), cause);
  }

  /** What happened, in one line. */
  BrokerLostException(String reason) {
    super(requireNonNull(reason, "reason is null"));
  }

  /** The line. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
