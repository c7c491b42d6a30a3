package io.absnas.search.remote;

import java.io.Serial;

/** An evaluator at which everything goes wrong; others of its worker may be sound. */
final class UnsoundHandlerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  UnsoundHandlerException(String message) {
    super(message);
  }
}
