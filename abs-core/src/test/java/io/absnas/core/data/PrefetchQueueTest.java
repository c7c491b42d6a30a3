package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PrefetchQueueTest {
  @Test
  void handsOutInOrderWhicheverWorkerIsFaster() {
    CountDownLatch threeMade = new CountDownLatch(3);
    try (PrefetchQueue<Long> queue =
        new PrefetchQueue<>(
            step -> {
              if (step == 5) {
                await(threeMade); // Three later steps are done before the first one.
              } else {
                threeMade.countDown();
              }
              return step * step;
            },
            2,
            4)) {
      queue.start(5);
      for (long step = 5; step < 50; step++) {
        assertThat(queue.take()).isEqualTo(step * step);
      }
    }
  }

  @Test
  void makesNoMoreThanThePrefetchAhead() throws InterruptedException {
    Set<Long> made = ConcurrentHashMap.newKeySet();
    try (PrefetchQueue<Long> queue =
        new PrefetchQueue<>(
            step -> {
              made.add(step);
              return step;
            },
            3,
            4)) {
      queue.start(0);
      queue.take();
      Thread.sleep(100);
      assertThat(made).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }
  }

  @Test
  void anErrorInAWorkerIsThrownInItsPlaceAndEndsTheWorkers() {
    AbsException failure = new AbsException(ExitCode.INPUT, "image 17 is damaged");
    PrefetchQueue<Long> queue =
        new PrefetchQueue<>(
            step -> {
              if (step == 3) {
                throw failure;
              }
              return step;
            },
            2,
            4);
    queue.start(0);
    assertThat(queue.take()).isZero();
    assertThat(queue.take()).isEqualTo(1);
    assertThat(queue.take()).isEqualTo(2);
    assertThatThrownBy(queue::take).isSameAs(failure);
    assertThatThrownBy(queue::take).hasMessage("the loader is closed");
  }

  @Test
  void anOutOfMemoryErrorInAWorkerIsNotLost() {
    try (PrefetchQueue<Long> queue =
        new PrefetchQueue<>(
            step -> {
              throw new OutOfMemoryError("as if");
            },
            1,
            1)) {
      queue.start(0);
      assertThatThrownBy(queue::take).isInstanceOf(OutOfMemoryError.class).hasMessage("as if");
    }
  }

  @Test
  void closingEndsAWaitingConsumer() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch making = new CountDownLatch(1);
    PrefetchQueue<Long> queue =
        new PrefetchQueue<>(
            step -> {
              making.countDown();
              await(never);
              return step;
            },
            1,
            1);
    queue.start(0);
    Thread closer =
        new Thread(
            () -> {
              await(making);
              never.countDown();
              queue.close();
            });
    closer.start();
    // Any number of values may arrive before the end; then the consumer is told of it.
    assertThatThrownBy(
            () -> {
              while (true) {
                queue.take();
              }
            })
        .hasMessage("the loader is closed");
    closer.join();
  }

  @Test
  void refusesNoThreadsAndNoQueue() {
    assertThatThrownBy(() -> new PrefetchQueue<>(step -> step, 0, 1))
        .hasMessage("threads must be positive, was 0");
    assertThatThrownBy(() -> new PrefetchQueue<>(step -> step, 1, 0))
        .hasMessage("prefetch must be positive, was 0");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
