package io.absnas.core.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numerical engine of this process, libtorch through DJL. It starts on first use, once, and
 * never calls home: telemetry and downloads are off unless the user set {@code DJL_OFFLINE}.
 *
 * <p>Threads: {@code -Dai.djl.pytorch.num_threads} or {@code OMP_NUM_THREADS}.
 */
public final class TensorEngine {
  private static final Logger log = LoggerFactory.getLogger(TensorEngine.class);
  private static final String NAME = "PyTorch";

  private TensorEngine() {}

  /** Engine and operator pack, created by the class loader's lock on first use. */
  private static final class Holder {
    static final Engine ENGINE = load();
    static final TorchScriptPack PACK = TorchScriptPack.load(ENGINE.newBaseManager(Device.cpu()));

    private Holder() {}

    private static Engine load() {
      setUnlessThere("OPT_OUT_TRACKING", "OPT_OUT_TRACKING", "true");
      setUnlessThere("DJL_OFFLINE", "ai.djl.offline", "true");
      setUnlessThere("DJL_DEFAULT_ENGINE", "ai.djl.default_engine", NAME);
      Engine engine = Engine.getEngine(NAME);
      // The engine switches gradients off on the loading thread only; scopes set them explicitly.
      JniUtils.setGradMode(false);
      log.info(
          "engine PyTorch {} from {}, {} GPU(s), {} thread(s)",
          engine.getVersion(),
          LibUtils.getLibtorchPath(),
          engine.getGpuCount(),
          JniUtils.getNumThreads());
      return engine;
    }

    private static void setUnlessThere(String variable, String property, String value) {
      if (System.getenv(variable) == null && System.getProperty(property) == null) {
        System.setProperty(property, value);
      }
    }
  }

  /**
   * Loads the engine if it is not loaded yet; safe to call from any thread, any number of times.
   */
  public static void start() {
    pack();
  }

  /** Version of libtorch. */
  public static String version() {
    return engine().getVersion();
  }

  /** Folder that libtorch was loaded from; its name tells the flavour where DJL unpacked it. */
  public static String library() {
    start();
    return LibUtils.getLibtorchPath();
  }

  /** Number of usable GPUs. */
  public static int gpuCount() {
    return engine().getGpuCount();
  }

  /** Threads inside one operation. */
  public static int threads() {
    start();
    return JniUtils.getNumThreads();
  }

  /**
   * Checks that every device is there.
   *
   * @throws AbsException of kind DEVICE for the first that is not
   */
  public static void require(List<ComputeDevice> devices) {
    for (ComputeDevice device : devices) {
      if (device.kind() == ComputeDevice.Kind.GPU && device.index() >= gpuCount()) {
        throw new AbsException(
            ExitCode.DEVICE,
            "device %s was asked for, but the engine sees %d GPU(s)".formatted(device, gpuCount()));
      }
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

  private static AbsException unavailable(LinkageError error) {
    Throwable reason = error.getCause() == null ? error : error.getCause();
    return new AbsException(
        ExitCode.DEVICE, "the engine, libtorch, cannot be loaded: " + reason.getMessage(), error);
  }
}
