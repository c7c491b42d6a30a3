package io.absnas.core.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one replica of a network lives.
 *
 * @param kind CPU or GPU
 * @param index number of the GPU; 0 for the CPU
 */
public record ComputeDevice(Kind kind, int index) {
  private static final Logger log = LoggerFactory.getLogger(ComputeDevice.class);

  /** The host's processor. */
  public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);

  private static final Pattern CPUS = Pattern.compile("cpu:([1-9][0-9]{0,2})");
  private static final Pattern GPUS = Pattern.compile("gpu:([0-9]{1,3}(?:,[0-9]{1,3})*)");

  /** Kinds of devices. */
  public enum Kind {
    /** The host's processor. */
    CPU,
    /** A CUDA device. */
    GPU
  }

  /** Checks the index. */
  public ComputeDevice {
    requireNonNull(kind, "kind is null");
    if (index < 0 || (kind == Kind.CPU && index != 0)) {
      throw new IllegalArgumentException("there is no " + kind + " number " + index);
    }
  }

  /**
   * The devices of the replicas that {@code text} asks for: {@code cpu} is one on the CPU, {@code
   * cpu:4} four on it, {@code gpu:0,1} one on each GPU named (a repeated number puts several on one
   * card), {@code auto} one on every usable GPU, or the CPU where there is none. A Slurm job that
   * was given GPUs has asked for them: there, {@code auto} does not fall back to the CPU.
   *
   * @throws AbsException of kind USAGE for any other text, of kind DEVICE for an absent GPU
   */
  public static List<ComputeDevice> parse(String text) {
    List<ComputeDevice> devices = parse(text, TensorEngine::gpuCount);
    TensorEngine.require(devices);
    if (text.equals("auto")) {
      TensorEngine.withoutGpu().ifPresent(reason -> withoutGpu(reason, System.getenv()));
    }
    return devices;
  }

  /**
   * Checks the form of a text for {@link #parse(String)} without a look at the machine.
   *
   * @throws IllegalArgumentException that says what is allowed
   */
  public static void requireForm(String text) {
    try {
      List<ComputeDevice> unused = parse(text, () -> 0);
    } catch (AbsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void withoutGpu(String reason, Map<String, String> environment) {
    Optional<String> job = gpusOfJob(environment);
    if (job.isPresent()) {
      throw new AbsException(
          ExitCode.DEVICE,
          "this job was given GPUs (%s), but %s; --device cpu runs it on the CPU all the same"
              .formatted(job.get(), reason));
    }
    if (!TensorEngine.driver().gpus().isEmpty()) {
      log.warn("no GPU is used: {}", reason);
    }
  }

  /** The variable by which Slurm says that a job has GPUs, with its value. */
  static Optional<String> gpusOfJob(Map<String, String> environment) {
    for (String name : List.of("SLURM_STEP_GPUS", "SLURM_JOB_GPUS", "SLURM_GPUS_ON_NODE")) {
      String value = environment.getOrDefault(name, "");
      boolean none = value.isBlank() || (name.equals("SLURM_GPUS_ON_NODE") && value.equals("0"));
      if (!none) {
        return Optional.of(name + "=" + value);
      }
    }
    return Optional.empty();
  }

  static List<ComputeDevice> parse(String text, java.util.function.IntSupplier gpuCount) {
    Matcher cpus = CPUS.matcher(text);
    Matcher gpus = GPUS.matcher(text);
    if (text.equals("cpu")) {
      return List.of(CPU);
    } else if (cpus.matches()) {
      return Collections.nCopies(Integer.parseInt(cpus.group(1)), CPU);
    } else if (gpus.matches()) {
      List<ComputeDevice> devices = new ArrayList<>();
      for (String index : gpus.group(1).split(",", -1)) {
        devices.add(new ComputeDevice(Kind.GPU, Integer.parseInt(index)));
      }
      return List.copyOf(devices);
    } else if (text.equals("auto")) {
      return auto(gpuCount.getAsInt());
    }
    throw new AbsException(
        ExitCode.USAGE, "device is '" + text + "', must be cpu, cpu:N, gpu:I[,I...] or auto");
  }

  private static List<ComputeDevice> auto(int gpuCount) {
    List<ComputeDevice> devices = new ArrayList<>();
    for (int index = 0; index < gpuCount; index++) {
      devices.add(new ComputeDevice(Kind.GPU, index));
    }
    return devices.isEmpty() ? List.of(CPU) : List.copyOf(devices);
  }

  Device toDevice() {
    return kind == Kind.CPU ? Device.cpu() : Device.gpu(index);
  }

  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "gpu:" + index;
  }
}
