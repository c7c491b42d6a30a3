package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.ThreadEnd;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Networks with equal weights that share the children of an evaluation, one child a network at a
 * time. What is found for a child is a function of the child, the weights and the running
 * statistics of the first network, so it does not depend on the number of networks; on a CPU not a
 * bit of it. All networks are left as they were, each with its own running statistics.
 *
 * <p>The calling thread works for the first network, one thread of its own for each other one. The
 * weights must not change between the making and the closing.
 */
public final class Evaluators implements AutoCloseable {
  private final List<Evaluator> evaluators = new ArrayList<>();
  private final BlockingQueue<Evaluator> free = new LinkedBlockingQueue<>();
  private final BooleanSupplier stopRequested;

  /** What is measured of one child. */
  @FunctionalInterface
  public interface Measure<T> {
    /**
     * The value of a child; a function of its path, the same for every evaluator.
     *
     * @param evaluator of one of the networks, for use within this call
     */
    T of(Evaluator evaluator, SampledPath path);
  }

  /** One evaluation: who takes which child, what was found, what went wrong. */
  private static final class Work<T> {
    final List<SampledPath> paths;
    final Measure<T> measure;
    final EvaluationListener listener;
    final AtomicInteger next = new AtomicInteger();
    final Map<Integer, T> found = new ConcurrentHashMap<>();
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Work(List<SampledPath> paths, Measure<T> measure, EvaluationListener listener) {
      this.paths = paths;
      this.measure = measure;
      this.listener = listener;
    }

    /** Takes children until none is left or somebody failed or was stopped. */
    void run(Evaluator evaluator, BooleanSupplier stopRequested) {
      try {
        int child = next.getAndIncrement();
        while (child < paths.size() && failures.isEmpty() && !stopRequested.getAsBoolean()) {
          found(child, measure.of(evaluator, paths.get(child)));
          child = next.getAndIncrement();
        }
      } catch (CancellationException e) {
        // What is missing in the end says so.
        return;
      } catch (RuntimeException | Error e) {
        failures.add(e);
      }
    }

    private synchronized void found(int child, T value) {
      found.put(child, value);
      listener.measured(found.size(), paths.size());
    }
  }

  /**
   * Evaluators of networks that must outlive them.
   *
   * @param networks with equal weights, each on its device; the running statistics of the first one
   *     stand for all
   * @param stopRequested asked before every batch, by any thread; true ends an evaluation
   */
  public Evaluators(List<Network> networks, BooleanSupplier stopRequested) {
    this.stopRequested = requireNonNull(stopRequested, "stopRequested is null");
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("at least one network is needed");
    }
    Optional<NamedTensors> statistics =
        networks.size() == 1 ? Optional.empty() : Optional.of(networks.get(0).runningStatistics());
    for (Network network : networks) {
      // The first one has these statistics itself.
      Optional<NamedTensors> others = evaluators.isEmpty() ? Optional.empty() : statistics;
      evaluators.add(new Evaluator(network, others, stopRequested));
    }
    free.addAll(evaluators);
  }

  /**
   * Measures children.
   *
   * @param paths one per child
   * @param listener hears of every child, from any thread, one at a time
   * @return one value per child, in the order of the paths; empty if a stop was asked for before
   *     the last one was measured
   */
  public <T> Optional<List<T>> measure(
      List<SampledPath> paths, Measure<T> measure, EvaluationListener listener) {
    Work<T> work = new Work<>(List.copyOf(paths), requireNonNull(measure), listener);
    listener.measured(0, paths.size());
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < Math.min(evaluators.size(), paths.size()); i++) {
      Evaluator evaluator = evaluators.get(i);
      Thread thread = new Thread(() -> work.run(evaluator, stopRequested), "abs-evaluator-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    work.run(evaluators.get(0), stopRequested);
    threads.forEach(ThreadEnd::await);
    Throwable failure = work.failures.peek();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return work.found.size() < paths.size()
        ? Optional.empty()
        : Optional.of(
            IntStream.range(0, paths.size())
                .mapToObj(child -> requireNonNull(work.found.get(child)))
                .toList());
  }

  /**
   * Measures one child on whichever network is free; for several threads, which wait for one. Not
   * while {@link #measure} is at work.
   *
   * @throws CancellationException if a stop was asked for
   */
  public <T> T one(SampledPath path, Measure<T> measure) {
    Evaluator evaluator;
    try {
      evaluator = free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a network");
    }
    try {
      return measure.of(evaluator, path);
    } finally {
      free.add(evaluator);
    }
  }

  @Override
  public void close() {
    evaluators.forEach(Evaluator::close);
  }
}
