package io.absnas.core.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Gradient recording of the current thread for the time of a try block.
 *
 * <p>The engine keeps the mode per thread and starts new threads with recording on, so every worker
 * opens a scope of its own. Close on the thread that opened it.
 */
public final class GradScope implements AutoCloseable {
  private final boolean before;

  private GradScope(boolean enabled) {
    TensorEngine.start();
    this.before = JniUtils.isGradMode();
    JniUtils.setGradMode(enabled);
  }

  /** Records operations for {@link Autograd#backward}. */
  public static GradScope enabled() {
    return new GradScope(true);
  }

  /** Records nothing; in-place updates of leaves are allowed. */
  public static GradScope disabled() {
    return new GradScope(false);
  }

  /** Runs {@code work} with recording on. */
  public static <T> T recorded(Supplier<T> work) {
    GradScope scope = enabled();
    try (scope) {
      return work.get();
    }
  }

  /** Runs {@code work} with recording off. */
  public static <T> T unrecorded(Supplier<T> work) {
    GradScope scope = disabled();
    try (scope) {
      return work.get();
    }
  }

  /** Whether the current thread records operations. */
  public static boolean recording() {
    TensorEngine.start();
    return JniUtils.isGradMode();
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
