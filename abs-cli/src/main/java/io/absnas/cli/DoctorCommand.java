package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import com.sun.management.OperatingSystemMXBean;
import io.absnas.cli.doctor.BrokerCheck;
import io.absnas.cli.doctor.Check;
import io.absnas.cli.doctor.DataChecks;
import io.absnas.cli.doctor.EngineChecks;
import io.absnas.cli.doctor.MachineChecks;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.TensorEngine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code abs doctor}: what this machine offers, and whether the tensor engine starts on it. */
@Command(
    name = "doctor",
    description = {
      "Checks Java, native library, devices, memory, threads, cache and, where named, data folder and"
          + " broker. Ends with 0, with 7 if library or devices fail, with 1 if anything else does."
    })
final class DoctorCommand implements Callable<Integer> {
  /** What {@code --json} prints. */
  record Report(String version, List<Check> checks, int exitCode) {}

  private final Console console;
  private final Map<String, String> environment;

  @Option(
      names = "--device",
      paramLabel = "DEVICES",
      description = "Devices to look for: cpu, cpu:4, gpu:0,1 or auto (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A data folder to look at: readable, kind, free space.")
  private @Nullable Path data;

  @Option(
      names = "--broker",
      paramLabel = "ADDRESS",
      description = "A broker to connect to: HOST, HOST:PORT or amqp://HOST:PORT/VHOST.")
  private @Nullable String broker;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  DoctorCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    List<Check> checks = new ArrayList<>(machine());
    boolean library = tried("library", checks, this::library);
    boolean devices = library && tried("devices", checks, this::devices);
    if (data != null) {
      checks.add(DataChecks.folder(data));
    }
    if (broker != null) {
      checks.add(broker(broker));
    }
    ExitCode code = devices ? ExitCode.OK : ExitCode.DEVICE;
    if (devices && checks.stream().anyMatch(DoctorCommand::failed)) {
      code = ExitCode.FAILED;
    }
    print(checks, code);
    return code.code();
  }

  /** Adds the checks of one part, or its failure under the part's name. */
  private static boolean tried(String name, List<Check> checks, Supplier<List<Check>> part) {
    try {
      checks.addAll(part.get());
      return true;
    } catch (AbsException e) {
      if (e.exitCode() != ExitCode.DEVICE) {
        throw e;
      }
      checks.add(Check.fail(name, String.valueOf(e.getMessage())));
      return false;
    }
  }

  private List<Check> machine() {
    Runtime runtime = Runtime.getRuntime();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return List.of(
        Check.ok("abs", Version.number()),
        MachineChecks.java(Runtime.version(), System.getProperty("java.home", "?")),
        MachineChecks.system(
            System.getProperty("os.name", "?"), System.getProperty("os.arch", "?")),
        MachineChecks.memory(
            system.getTotalMemorySize(),
            MachineChecks.available(
                systemMemory(), system.getTotalMemorySize(), system.getFreeMemorySize()),
            runtime.maxMemory()),
        MachineChecks.allocator(environment));
  }

  private static String systemMemory() {
    try {
      return Files.readString(Path.of("/proc/meminfo"));
    } catch (IOException e) {
      return "";
    }
  }

  private List<Check> library() {
    List<Check> checks = new ArrayList<>();
    checks.add(EngineChecks.library(TensorEngine.nativeLibrary(), TensorEngine.library()));
    checks.add(MachineChecks.cache(TensorEngine.cache()));
    checks.addAll(EngineChecks.gpus(TensorEngine.driver(), TensorEngine.withoutGpu()));
    if (TensorEngine.gpuCount() > 0) {
      checks.add(EngineChecks.cudaSettings(environment));
    }
    return checks;
  }

  private List<Check> devices() {
    List<ComputeDevice> devices = ComputeDevice.parse(device);
    long onCpu = devices.stream().filter(each -> each.kind() == ComputeDevice.Kind.CPU).count();
    return List.of(
        Check.ok("devices", device + " = " + devices),
        MachineChecks.threads(
            Runtime.getRuntime().availableProcessors(),
            TensorEngine.threads(),
            Math.toIntExact(onCpu),
            environment));
  }

  private static Check broker(String address) {
    try {
      return BrokerCheck.parse(address).run();
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean failed(Check check) {
    return check.status() == Check.Status.FAIL;
  }

  private void print(List<Check> checks, ExitCode code) {
    if (json) {
      console.out().print(StrictJson.text(new Report(Version.number(), checks, code.code())));
    } else {
      for (Check check : checks) {
        String status = check.status().name().toLowerCase(Locale.ROOT);
        console.out().printf("%-5s %-14s %s%n", status, check.name(), check.value());
        check.hint().ifPresent(hint -> console.out().printf("%-20s -> %s%n", "", hint));
      }
    }
    checks.stream()
        .filter(DoctorCommand::failed)
        .forEach(check -> console.err().println("abs: " + check.name() + ": " + check.value()));
  }
}
