package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.BatchSource;
import io.absnas.core.train.StepListener.Decision;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.weights.NamedTensors;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Trains the same supernets from the same weights, images and paths on the CPU, on a device, and on
 * that device once more, in float64 and in float32, and prints rows of a Markdown table: how far
 * the weights are apart, relative to how far training has moved them, and whether the two runs on
 * the device are equal bit for bit. In float32 the CPU's own distance from its float64 run stands
 * beside, since rounding alone moves the weights of a supernet that far.
 *
 * <p>Arguments: devices ({@code gpu:0}, {@code gpu:0,0}), steps, spaces joined by blanks, folder
 * for the files of the cases. The status is 0 if the device is within 1e-8 of the CPU in float64
 * and, in float32, within ten times the CPU's own distance from float64.
 */
public final class DeviceParity {
  private static final int BATCH = 32;
  private static final int BATCHES = 4;
  private static final double BOUND = 1e-8;
  private static final double TIMES_ROUNDING = 10;

  private final List<ComputeDevice> devices;
  private final int steps;
  private final Path folder;

  private DeviceParity(List<ComputeDevice> devices, int steps, Path folder) {
    this.devices = devices;
    this.steps = steps;
    this.folder = folder;
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    DeviceParity parity =
        new DeviceParity(
            ComputeDevice.parse(arguments[0]),
            Integer.parseInt(arguments[1]),
            Path.of(arguments[3]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    boolean close = true;
    for (String space : arguments[2].split(" ", -1)) {
      close &= parity.rows(out, space);
    }
    System.exit(close ? 0 : 1);
  }

  private boolean rows(PrintStream out, String space) throws IOException {
    CaseFolder files = new CaseFolder(folder.resolve(space));
    files.write(BenchCase.of(space, BATCH, BATCHES, 1, steps));
    List<ComputeDevice> processors = devices.stream().map(device -> ComputeDevice.CPU).toList();
    Trained exact = trained(files, processors, DataType.FLOAT64);
    Trained host = trained(files, processors, DataType.FLOAT32);
    double rounding = host.distance(exact) / exact.moved();
    double apart = row(out, space, files, exact, DataType.FLOAT64, Double.NaN);
    double apartInSingle = row(out, space, files, host, DataType.FLOAT32, rounding);
    return apart <= BOUND && apartInSingle <= TIMES_ROUNDING * rounding;
  }

  private double row(
      PrintStream out, String space, CaseFolder files, Trained host, DataType type, double rounding)
      throws IOException {
    Trained first = trained(files, devices, type);
    Trained again = trained(files, devices, type);
    double apart = first.distance(host) / host.moved();
    out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %.1e | %.1e | %.1e | %s | %s | %.1f | %.1f |%n",
        space,
        type.toString().toLowerCase(Locale.ROOT),
        steps,
        first.lossDistance(host, 0),
        first.lossDistance(host, steps - 1),
        apart,
        Double.isNaN(rounding) ? "-" : String.format(Locale.ROOT, "%.1e", rounding),
        first.equalTo(again)
            ? "yes"
            : String.format(Locale.ROOT, "no, %.1e", again.distance(first) / host.moved()),
        host.seconds() / steps * 1e3,
        again.seconds() / steps * 1e3);
    return apart;
  }

  private Trained trained(CaseFolder files, List<ComputeDevice> places, DataType type)
      throws IOException {
    BenchCase bench = files.read();
    List<Network> networks = new ArrayList<>();
    for (ComputeDevice device : places) {
      networks.add(bench.network(type, device));
    }
    networks.get(0).load(files.weights());
    List<HostBatch> batches = files.batches();
    BatchSource source = step -> batches.get((int) ((step - 1) % batches.size()));
    List<Double> losses = new ArrayList<>();
    try (TrainingLoop loop = new TrainingLoop(networks, bench.recipe(), source)) {
      long begin = System.nanoTime();
      loop.run(
          bench.searchSpace(),
          steps,
          report -> {
            losses.add(report.loss());
            return Decision.CONTINUE;
          });
      double seconds = (System.nanoTime() - begin) * 1e-9;
      List<String> names = networks.get(0).parameters().stream().map(Param::name).toList();
      return new Trained(files.weights(), networks.get(0).state(), names, losses, seconds);
    } finally {
      networks.forEach(Network::close);
    }
  }

  /** Where a training began and where it ended. */
  private record Trained(
      NamedTensors start,
      NamedTensors end,
      List<String> names,
      List<Double> losses,
      double seconds) {
    double distance(Trained other) {
      return between(end, other.end);
    }

    double lossDistance(Trained other, int step) {
      return Math.abs(losses.get(step) - other.losses.get(step)) / other.losses.get(step);
    }

    double moved() {
      return between(end, start);
    }

    boolean equalTo(Trained other) {
      return names.stream()
          .allMatch(name -> Arrays.equals(values(end, name), values(other.end, name)));
    }

    private double between(NamedTensors one, NamedTensors two) {
      double sum = 0;
      for (String name : names) {
        double[] a = values(one, name);
        double[] b = values(two, name);
        for (int i = 0; i < a.length; i++) {
          sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
      }
      return Math.sqrt(sum);
    }

    private static double[] values(NamedTensors tensors, String name) {
      return tensors.find(name).orElseThrow().doubles();
    }
  }
}
