package io.absnas.core.tensor;

import ai.djl.ndarray.NDManager;

/**
 * Memory scopes. The engine frees an array only when it or its manager is closed, never by garbage
 * collection: networks live on a root manager, everything of one step on a sub-manager.
 */
public final class Scopes {
  private Scopes() {}

  /** A manager for what lives as long as a network or a run; the caller closes it. */
  public static NDManager root(ComputeDevice device) {
    return TensorEngine.newManager(device);
  }

  /** A manager for one step; closing it frees everything computed from arrays attached to it. */
  public static NDManager step(NDManager parent) {
    return parent.newSubManager();
  }

  /** Arrays that a manager holds itself; constant from step to step unless something leaks. */
  public static int arrays(NDManager manager) {
    return manager.getManagedArrays().size();
  }
}
