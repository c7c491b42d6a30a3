package io.absnas.search.remote;

import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.SquareHandler;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Squares a number once it is allowed to. */
final class BlockingHandler implements JobHandler {
  private final SquareHandler handler = new SquareHandler(0);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  void awaitBegun() throws InterruptedException {
    begun.await();
  }

  void release() {
    released.countDown();
  }

  @Override
  public String kind() {
    return handler.kind();
  }

  @Override
  public Map<String, String> holds() {
    return handler.holds();
  }

  @Override
  public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stopRequested) {
    begun.countDown();
    try {
      while (!released.await(10, TimeUnit.MILLISECONDS)) {
        if (stopRequested.getAsBoolean()) {
          throw new CancellationException("stopped");
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return handler.handle(payload, stopRequested);
  }
}
