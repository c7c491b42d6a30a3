package io.absnas.core.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.jna.NativeLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What NVIDIA's driver says about this machine. The driver is asked and not libtorch, because
 * whether libtorch can use a GPU depends on which libtorch is loaded. Honours {@code
 * CUDA_VISIBLE_DEVICES}.
 *
 * @param version newest CUDA version that the driver runs, {@code 12.8}; empty without a driver
 * @param gpus visible GPUs by number
 * @param problem why there is no GPU, in a few words; empty where there is one
 */
public record CudaDriver(Optional<String> version, List<Gpu> gpus, Optional<String> problem) {
  private static final String LIBRARY = "libcuda.so.1";
  private static final int NAME_BYTES = 256;
  private static final int NO_DEVICE = 100; // CUDA_ERROR_NO_DEVICE
  private static final int MAJOR = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
  private static final int MINOR = 76; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR

  /**
   * One GPU.
   *
   * @param name model, {@code NVIDIA H100 80GB HBM3}
   * @param memoryBytes all of its memory
   * @param capability compute capability, {@code 9.0}
   */
  public record Gpu(String name, long memoryBytes, String capability) {}

  /** Copies the list. */
  public CudaDriver {
    requireNonNull(version, "version is null");
    gpus = List.copyOf(gpus);
    requireNonNull(problem, "problem is null");
  }

  /** Models of the GPUs by number. */
  public List<String> names() {
    return gpus.stream().map(Gpu::name).toList();
  }

  /** A machine without a usable GPU. */
  static CudaDriver none(String problem) {
    return new CudaDriver(Optional.empty(), List.of(), Optional.of(problem));
  }

  /** Asks the driver; takes no memory on any GPU. */
  static CudaDriver probe() {
    try {
      return probe(NativeLibrary.getInstance(LIBRARY));
    } catch (UnsatisfiedLinkError e) {
      return none("no NVIDIA driver is installed (no " + LIBRARY + ")");
    } catch (LinkageError e) {
      return none("the NVIDIA driver cannot be asked: " + e.getMessage());
    }
  }

  private static CudaDriver probe(NativeLibrary driver) {
    int[] number = new int[1];
    int status = call(driver, "cuInit", 0);
    if (status != 0) {
      return none(
          status == NO_DEVICE
              ? "the NVIDIA driver shows no GPU"
              : "the NVIDIA driver does not start (cuInit ends with " + status + ")");
    }
    call(driver, "cuDriverGetVersion", number);
    Optional<String> version = Optional.of(number[0] / 1000 + "." + number[0] % 1000 / 10);
    number[0] = 0;
    call(driver, "cuDeviceGetCount", number);
    List<Gpu> gpus = new ArrayList<>();
    for (int index = 0; index < number[0]; index++) {
      gpus.add(gpu(driver, index));
    }
    return new CudaDriver(
        version,
        gpus,
        gpus.isEmpty() ? Optional.of("the NVIDIA driver shows no GPU") : Optional.empty());
  }

  private static Gpu gpu(NativeLibrary driver, int index) {
    int[] device = new int[1];
    byte[] name = new byte[NAME_BYTES];
    long[] memory = new long[1];
    int[] major = new int[1];
    int[] minor = new int[1];
    call(driver, "cuDeviceGet", device, index);
    call(driver, "cuDeviceGetName", name, NAME_BYTES - 1, device[0]);
    call(driver, "cuDeviceTotalMem_v2", memory, device[0]);
    call(driver, "cuDeviceGetAttribute", major, MAJOR, device[0]);
    call(driver, "cuDeviceGetAttribute", minor, MINOR, device[0]);
    return new Gpu(text(name), memory[0], major[0] + "." + minor[0]);
  }

  private static int call(NativeLibrary driver, String function, Object... arguments) {
    return driver.getFunction(function).invokeInt(arguments);
  }

  private static String text(byte[] zeroTerminated) {
    int length = 0;
    while (length < zeroTerminated.length && zeroTerminated[length] != 0) {
      length++;
    }
    return new String(zeroTerminated, 0, length, UTF_8).strip();
  }
}
