package io.absnas.core.tensor;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/**
 * Counts every array of the process that the engine has not freed: garbage collection frees none,
 * so a count that grows from step to step is a leak, whichever manager it hangs on.
 */
public final class LiveArrays {
  private LiveArrays() {}

  /** Arrays of all managers, from the engine's own one down. */
  public static int count() {
    try (NDManager any = Scopes.root(ComputeDevice.CPU)) {
      NDManager top = any;
      while (top.getParentManager() != null) {
        top = top.getParentManager();
      }
      return below(top);
    }
  }

  private static int below(NDManager manager) {
    int count = manager.getManagedArrays().size();
    for (Object resource : resources(manager).values()) {
      if (resource instanceof NDManager child) {
        count += below(child);
      }
    }
    return count;
  }

  /** What a manager closes with itself; the engine lists only the arrays among it. */
  private static Map<?, ?> resources(NDManager manager) {
    try {
      Field field = BaseNDManager.class.getDeclaredField("resources");
      field.setAccessible(true);
      return (Map<?, ?>) field.get(manager);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the engine's managers look different in this version", e);
    }
  }
}
