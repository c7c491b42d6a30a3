package io.absnas.shrink;

import io.absnas.core.run.ThreadEnd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * Threads for work that is cut into tasks whose results are taken in the order of the tasks, so
 * that nothing depends on how many threads there are. The thread that takes the results is one of
 * them: with one thread there is no other.
 */
final class Workers implements AutoCloseable {
  private static final int TASKS_PER_THREAD = 4;

  private final int threads;
  private final ExecutorService others;

  Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive, were " + threads);
    }
    this.threads = threads;
    this.others =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), // starts no thread before its first task
            task -> {
              Thread thread = new Thread(task, "abs-scoring");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Tasks that keep all threads busy. */
  int ahead() {
    return threads == 1 ? 1 : TASKS_PER_THREAD * threads;
  }

  /** Begins a task as soon as a thread is free; with one thread, when its result is taken. */
  void begin(FutureTask<?> task) {
    if (threads > 1) {
      others.execute(task);
    }
  }

  /** The result of a task, which runs here if it has not been begun. */
  <T> T take(FutureTask<T> task) {
    task.run();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while scoring", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Results of tasks 0 to {@code count - 1} in order.
   *
   * @param taken told after each result how many there are; may throw to end it
   */
  <T> List<T> map(int count, IntFunction<T> task, IntConsumer taken) {
    List<T> results = new ArrayList<>(count);
    Deque<FutureTask<T>> begun = new ArrayDeque<>();
    for (int next = 0; results.size() < count; ) {
      while (next < count && begun.size() < ahead()) {
        int number = next;
        FutureTask<T> one = new FutureTask<>(() -> task.apply(number));
        begun.add(one);
        begin(one);
        next++;
      }
      results.add(take(begun.remove()));
      taken.accept(results.size());
    }
    return results;
  }

  /** What runs uses weights and buffers that are closed next, so it is waited for. */
  @Override
  public void close() {
    others.shutdownNow();
    ThreadEnd.await(others);
  }
}
