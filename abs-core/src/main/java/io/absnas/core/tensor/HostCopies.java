package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.weights.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Copies between engine arrays and host tensors. Only float32 and float64 reach the engine.
 *
 * <p>An array on a GPU is read through a copy of its own scope: DJL would leave its copy on the
 * array's manager, so each checkpoint would keep all weights once more.
 */
public final class HostCopies {
  private HostCopies() {}

  /** A copy on the host in row-major order, of the array's own type. */
  public static HostTensor toHost(String name, NDArray array) {
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return Casts.requireFull(array) == DataType.FLOAT32
        ? HostTensor.of(name, shape, floats(array))
        : HostTensor.of(name, shape, doubles(array));
  }

  /** The values of a float32 array in row-major order. */
  public static float[] floats(NDArray array) {
    Casts.requireFull(array);
    return array.getDevice().isGpu() ? copied(array, NDArray::toFloatArray) : array.toFloatArray();
  }

  /** The values of a float32 or float64 array in row-major order. */
  public static double[] doubles(NDArray array) {
    if (Casts.requireFull(array) == DataType.FLOAT64) {
      return array.getDevice().isGpu()
          ? copied(array, NDArray::toDoubleArray)
          : array.toDoubleArray();
    }
    float[] floats = floats(array);
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Reads a copy on the host; nothing is left on the array's manager. */
  static <T> T copied(NDArray array, Function<NDArray, T> read) {
    try (NDManager host = Scopes.root(ComputeDevice.CPU)) {
      return read.apply(Ops.copyTo(array, host));
    }
  }

  /** A new array with the tensor's values in element type {@code type}. */
  public static NDArray toDevice(NDManager manager, HostTensor tensor, DataType type) {
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    return create(manager, tensor.doubles(), new Shape(shape), type);
  }

  /**
   * A new array with these values, rounded to {@code type}, in memory of the engine's own. DJL
   * would leave them in Java's memory, which on a CPU is gone soon after the array is closed: too
   * soon for a recorded graph or a view that still reads them.
   */
  public static NDArray create(NDManager manager, double[] values, Shape shape, DataType type) {
    if (Casts.requireFull(type) == DataType.FLOAT32) {
      return create(manager, toFloats(values), shape);
    }
    requireFits(values.length, shape);
    if (manager.getDevice().isGpu()) {
      return manager.create(values, shape);
    }
    NDArray array = manager.create(shape, type);
    if (values.length > 0) {
      memory(array).asDoubleBuffer().put(values);
    }
    return array;
  }

  /** The same in float32. */
  static NDArray create(NDManager manager, float[] values, Shape shape) {
    requireFits(values.length, shape);
    if (manager.getDevice().isGpu()) {
      return manager.create(values, shape);
    }
    NDArray array = manager.create(shape, DataType.FLOAT32);
    if (values.length > 0) {
      memory(array).asFloatBuffer().put(values);
    }
    return array;
  }

  private static void requireFits(int values, Shape shape) {
    if (values != shape.size()) {
      throw new IllegalArgumentException(
          "%d values for an array of shape %s".formatted(values, shape));
    }
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The memory of a host array of at least one value, to be written to. */
  static ByteBuffer memory(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  /** Overwrites an array with a tensor of the same shape. */
  public static void overwrite(NDArray target, HostTensor tensor) {
    try (NDManager scope = target.getManager().newSubManager()) {
      InPlace.copy(target, toDevice(scope, tensor, target.getDataType()));
    }
  }
}
