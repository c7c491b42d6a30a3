package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.TensorEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code abs doctor}: what this machine offers, and whether the tensor engine starts on it. */
@Command(
    name = "doctor",
    description = "Shows Java, tensor engine, devices, threads and memory; fails where they do.")
final class DoctorCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1 << 20;
  private static final List<String> SETTINGS =
      List.of(
          "OMP_NUM_THREADS",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "DJL_OFFLINE",
          "DJL_CACHE_DIR",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "CUDA_VISIBLE_DEVICES");

  private final Console console;
  private final Map<String, String> environment;

  @Option(
      names = "--device",
      paramLabel = "DEVICES",
      description = "Devices to look for: cpu, cpu:4, gpu:0,1 or auto (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  DoctorCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    Runtime machine = Runtime.getRuntime();
    line("abs", Version.number());
    line("java", Runtime.version() + ", " + System.getProperty("java.home"));
    line("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    line("processors", machine.availableProcessors());
    line("heap", machine.maxMemory() / MEBIBYTE + " MiB at most");
    for (String name : SETTINGS) {
      line(name, Optional.ofNullable(environment.get(name)).orElse("not set"));
    }
    List<ComputeDevice> devices = ComputeDevice.parse(device);
    line("engine", "PyTorch " + TensorEngine.version());
    line("engine threads", TensorEngine.threads());
    line("gpus", TensorEngine.gpuCount());
    line("devices", device + " = " + devices);
    return 0;
  }

  private void line(String name, Object value) {
    console.out().printf("%-24s%s%n", name, value);
  }
}
