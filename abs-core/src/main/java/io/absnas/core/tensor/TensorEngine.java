package io.absnas.core.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numerical engine of this process, libtorch through DJL. It starts on first use, once, and
 * never calls home; nothing is downloaded unless {@link NativeLibrary#DOWNLOAD} asks for it. Which
 * libtorch is loaded is decided by {@link NativeLibrary#choose}.
 *
 * <p>Threads: {@code -Dai.djl.pytorch.num_threads} or {@code OMP_NUM_THREADS}. {@code
 * ABS_CUDNN_BENCHMARK=true} lets cuDNN try its algorithms on each new shape and keep the fastest,
 * {@code ABS_CUDNN_DETERMINISTIC=true} keeps it to those that add in a fixed order.
 */
public final class TensorEngine {
  private static final Logger log = LoggerFactory.getLogger(TensorEngine.class);
  private static final String NAME = "PyTorch";
  private static final Set<Integer> COMPUTING = ConcurrentHashMap.newKeySet();

  private TensorEngine() {}

  /** Engine and operator pack, created by the class loader's lock on first use. */
  private static final class Holder {
    static final NativeSetup SETUP = NativeSetup.ofProcess();
    static final Engine ENGINE = load();
    static final TorchScriptPack PACK = TorchScriptPack.load(ENGINE.newBaseManager(Device.cpu()));

    private Holder() {}

    private static Engine load() {
      SETUP.apply();
      setUnlessThere("OPT_OUT_TRACKING", "true");
      setUnlessThere("ai.djl.default_engine", NAME);
      if (Boolean.parseBoolean(System.getenv("ABS_CUDNN_BENCHMARK"))) {
        setUnlessThere("ai.djl.pytorch.cudnn_benchmark", "true");
      }
      Engine engine = Engine.getEngine(NAME);
      if (Boolean.parseBoolean(System.getenv("ABS_CUDNN_DETERMINISTIC"))) {
        CudnnSettings.requireFixedOrder(Path.of(LibUtils.getLibtorchPath()));
      }
      // The engine switches gradients off on the loading thread only; scopes set them explicitly.
      JniUtils.setGradMode(false);
      log.info(
          "engine PyTorch {} {} from {} ({}), {} GPU(s), {} thread(s)",
          engine.getVersion(),
          SETUP.library().flavour(),
          LibUtils.getLibtorchPath(),
          SETUP.library().chosenBy(),
          usableGpus(engine),
          JniUtils.getNumThreads());
      return engine;
    }

    private static void setUnlessThere(String property, String value) {
      if (System.getenv(property) == null && System.getProperty(property) == null) {
        System.setProperty(property, value);
      }
    }

    /** libtorch is asked as well: it may find that the driver is too old for it. */
    private static int usableGpus(Engine engine) {
      return SETUP.library().withoutGpu().isEmpty()
              && engine.hasCapability(StandardCapabilities.CUDA)
          ? SETUP.driver().gpus().size()
          : 0;
    }
  }

  /**
   * Loads the engine if it is not loaded yet; safe to call from any thread, any number of times.
   *
   * @throws AbsException of kind DEVICE with the reason if it cannot be loaded
   */
  public static void start() {
    pack();
  }

  /** Version of libtorch. */
  public static String version() {
    return engine().getVersion();
  }

  /** Version, flavour and, where CUDA is in use, GPUs: {@code PyTorch 2.7.1 cpu}. */
  public static String description() {
    String text = "PyTorch " + version() + " " + nativeLibrary().flavour();
    return gpuCount() == 0 ? text : text + " " + driver().names();
  }

  /** Folder that libtorch was loaded from. */
  public static String library() {
    start();
    return LibUtils.getLibtorchPath();
  }

  /** Which libtorch was chosen, and why. */
  public static NativeLibrary nativeLibrary() {
    start();
    return Holder.SETUP.library();
  }

  /** What the NVIDIA driver said when the engine started. */
  public static CudaDriver driver() {
    start();
    return Holder.SETUP.driver();
  }

  /** Folder that native libraries are unpacked into. */
  public static Path cache() {
    start();
    return Holder.SETUP.cache();
  }

  /** Number of usable GPUs. */
  public static int gpuCount() {
    return Holder.usableGpus(engine());
  }

  /** Why there is no usable GPU, one line; empty where there is one. */
  public static Optional<String> withoutGpu() {
    if (gpuCount() > 0) {
      return Optional.empty();
    }
    return Optional.of(GpuCheck.unusable(library(), nativeLibrary(), driver()));
  }

  /** Threads inside one operation. */
  public static int threads() {
    start();
    return JniUtils.getNumThreads();
  }

  /**
   * Checks that every device is there, and that each GPU computes.
   *
   * @throws AbsException of kind DEVICE for the first that is not, naming the library that was
   *     loaded
   */
  public static void require(List<ComputeDevice> devices) {
    for (ComputeDevice device : devices) {
      if (device.kind() == ComputeDevice.Kind.GPU) {
        requireGpu(device);
      }
    }
  }

  private static void requireGpu(ComputeDevice device) {
    int count = gpuCount();
    if (device.index() >= count) {
      throw new AbsException(
          ExitCode.DEVICE,
          "device %s was asked for, but %s"
              .formatted(
                  device,
                  withoutGpu()
                      .orElse(
                          "the engine sees %d GPU(s), gpu:0 to gpu:%d"
                              .formatted(count, count - 1))));
    }
    if (!COMPUTING.contains(device.index())) {
      GpuCheck.requireComputes(
          device,
          driver().gpus().get(device.index()),
          description() + " from " + library(),
          engine().newBaseManager(device.toDevice()));
      COMPUTING.add(device.index());
    }
  }

  /** A new root manager on a device that {@link #require} accepts; the caller closes it. */
  public static NDManager newManager(ComputeDevice device) {
    require(List.of(device));
    return engine().newBaseManager(device.toDevice());
  }

  static TorchScriptPack pack() {
    try {
      return Holder.PACK;
    } catch (LinkageError e) {
      throw unavailable(e);
    }
  }

  private static Engine engine() {
    try {
      return Holder.ENGINE;
    } catch (LinkageError e) {
      throw unavailable(e);
    }
  }

  /** The line of a decision, or of the deepest cause: the engine wraps what the loader says. */
  static AbsException unavailable(LinkageError error) {
    Throwable reason = error;
    while (reason.getCause() != null && !(reason instanceof AbsException)) {
      reason = reason.getCause();
    }
    if (reason instanceof AbsException known) {
      return new AbsException(known.exitCode(), String.valueOf(known.getMessage()), error);
    }
    return new AbsException(
        ExitCode.DEVICE,
        "the engine, libtorch, cannot be loaded: " + GpuCheck.firstLine(reason),
        error);
  }
}
