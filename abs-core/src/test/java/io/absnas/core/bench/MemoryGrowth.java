package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.Draw;
import io.absnas.core.data.LastBatch;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.LiveArrays;
import io.absnas.core.train.IndependentCells;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.PathSampler;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepListener.Decision;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.UniformPaths;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Trains a supernet on the embedded images, a different path at every step, and prints what the
 * process holds in memory as a row of a Markdown table. Start it with a heap of fixed size that is
 * touched at once, so that what is left to grow is native.
 *
 * <p>Arguments: space, devices ({@code cpu}, {@code cpu:2}), steps, interval, seed. The status is 0
 * if resident memory grew by less than 1 % from step 500 to the end and the number of live arrays
 * did not change in that time.
 */
public final class MemoryGrowth {
  private static final int SETTLED = 500;
  private static final double ALLOWED = 0.01;
  private static final int BATCH = 32;

  private final SearchSpace space;
  private final String devices;
  private final int steps;
  private final int interval;
  private final RandomStreams streams;

  /** What the process holds at a step. */
  private record Reading(long step, long residentKib, int arrays) {}

  private MemoryGrowth(String space, String devices, int steps, int interval, long seed) {
    this.space = SpaceCatalog.find(space);
    this.devices = devices;
    this.steps = steps;
    this.interval = interval;
    this.streams = RandomStreams.of(seed);
  }

  /** See the class. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    MemoryGrowth growth =
        new MemoryGrowth(
            arguments[0],
            arguments[1],
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Long.parseLong(arguments[4]));
    boolean flat = growth.report(growth.readings(), out);
    System.exit(flat ? 0 : 1);
  }

  private PathSampler sampler() {
    return space.isNasBench201() ? new IndependentCells(streams) : new UniformPaths(streams);
  }

  private List<Reading> readings() {
    List<Network> networks = new ArrayList<>();
    for (ComputeDevice device : ComputeDevice.parse(devices)) {
      networks.add(
          Networks.supernet(
              space, Initialisation.FRAMEWORK_DEFAULT, streams, device, DataType.FLOAT32));
    }
    DataPair data = Datasets.open(DataConfig.defaults());
    TrainingRecipe recipe =
        new TrainingRecipe(
            new StepRule.SinglePath(sampler()),
            space.isNasBench201() ? SgdSettings.nasBench201() : SgdSettings.mobileSupernet(),
            new LrSchedule.LinearToFloor(0.05, 0.001, steps),
            new SmoothedCrossEntropy(0.1));
    List<Reading> readings = new ArrayList<>();
    BatchPlan plan = new BatchPlan(BATCH, Draw.SHUFFLED, LastBatch.DROP);
    try (BatchLoader loader =
            new BatchLoader(data.training(), data.augmentation(), plan, streams, 2, 4);
        TrainingLoop training =
            new TrainingLoop(networks, recipe, LoaderBatches.start(loader, 0))) {
      training.run(
          space,
          steps,
          report -> {
            if (report.step() % interval == 0) {
              readings.add(new Reading(report.step(), resident(), LiveArrays.count()));
            }
            return Decision.CONTINUE;
          });
    } finally {
      networks.forEach(Network::close);
    }
    return readings;
  }

  /** One row: space, devices, different paths, arrays, MiB at each reading, growth, verdict. */
  private boolean report(List<Reading> readings, PrintStream out) {
    Reading settled =
        readings.stream().filter(reading -> reading.step() >= SETTLED).findFirst().orElseThrow();
    Reading last = readings.get(readings.size() - 1);
    double growth = (double) last.residentKib() / settled.residentKib() - 1;
    List<Integer> arrays =
        readings.stream()
            .filter(reading -> reading.step() >= SETTLED)
            .map(Reading::arrays)
            .distinct()
            .toList();
    boolean flat = growth < ALLOWED && arrays.size() == 1;
    StringBuilder row = new StringBuilder();
    row.append("| ").append(space.id()).append(" | ").append(devices);
    row.append(" | ").append(differentPaths()).append(" | ");
    row.append(arrays.size() == 1 ? arrays.get(0) : "**" + arrays + "**");
    for (Reading reading : readings) {
      row.append(String.format(Locale.ROOT, " | %.1f", reading.residentKib() / 1024.0));
    }
    row.append(String.format(Locale.ROOT, " | %+.2f %% | ", 100 * growth));
    out.println(row.append(flat ? "yes |" : "**no** |"));
    return flat;
  }

  private int differentPaths() {
    Set<SampledPath> different = new HashSet<>();
    PathSampler sampler = sampler();
    for (long step = 1; step <= steps; step++) {
      different.addAll(sampler.paths(space, step));
    }
    return different.size();
  }

  /** Resident memory of this process in KiB, by the operating system's account. */
  private static long resident() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("/proc/self/status names no VmRSS");
  }
}
