package io.absnas.core.mutation;

import com.sun.management.ThreadMXBean;
import io.absnas.core.image.BrokenImageException;
import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.run.AbsException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** How much memory a piece of work asks for, whether it gives it back or not. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** What may be refused. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * What became of a piece of work.
   *
   * @param refusal the failure, if it failed
   * @param bytes what this thread allocated on the heap meanwhile
   */
  public record Outcome(Optional<Exception> refusal, long bytes) {}

  /**
   * Does the work; a refusal is one of the exceptions that the product has for files that it cannot
   * use.
   */
  public static Outcome of(Work work) {
    Optional<Exception> refusal = Optional.empty();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      work.run();
    } catch (IOException | AbsException | BrokenImageException | MalformedMessageException e) {
      refusal = Optional.of(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("nobody would know what to do with this", e);
    }
    return new Outcome(refusal, THREADS.getCurrentThreadAllocatedBytes() - before);
  }
}
