package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.search.latency.LatencyMeasurement;
import io.absnas.search.latency.LatencySettings;
import io.absnas.search.latency.LatencyTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abs latency}: a table of the times that the ops of a space take on a device. */
@Command(
    name = "latency",
    description = {
      "Measures every op of a layered space on a device: each many times, in turns with all others,"
          + " the median counts. Then predicts whole networks by the sums of the table, measures"
          + " them, and says how well both agree. The table is what a search with"
          + " objective.target=latency aims by."
    },
    footer = {
      "",
      "Measure on a machine that does nothing else, with the device, the batch and the number of"
          + " threads that the network will run with.",
      "",
      "Example:",
      "  abs latency --space mobilenet-gpu-21 --device cpu --out latency.json"
    })
final class LatencyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SpaceOption space = new SpaceOption();
  @Mixin private final SpaceChangesOption changes = new SpaceChangesOption();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or gpu:N (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = {"--out", "--save", "--path"},
      required = true,
      paramLabel = "FILE",
      description = "The table; a file that is there is refused unless --overwrite.")
  private @Nullable Path out;

  @Option(names = "--overwrite", description = "Replaces the table.")
  private boolean overwrite;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Images of a batch (default: ${DEFAULT-VALUE}).")
  private int batchSize = LatencySettings.DEFAULT.batchSize();

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Passes before those that count (default: ${DEFAULT-VALUE}).")
  private int warmUp = LatencySettings.DEFAULT.warmUp();

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Passes whose median counts (default: ${DEFAULT-VALUE}).")
  private int repeats = LatencySettings.DEFAULT.repeats();

  @Option(
      names = "--networks",
      paramLabel = "N",
      description = "Whole networks to compare with (default: ${DEFAULT-VALUE}).")
  private int networks = LatencySettings.DEFAULT.networks();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides which networks these are (default: ${DEFAULT-VALUE}).")
  private long seed;

  LatencyCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() {
    SearchSpace found = space.space(changes.typed());
    if (!(found instanceof LayeredSpace layered)) {
      throw new AbsException(
          ExitCode.USAGE,
          "--space is %s, must be a layered space: their ops take their times one after another"
              .formatted(found.id()));
    }
    long values = (long) found.inputSide() * found.inputSide() * found.inputChannels();
    if (batchSize > Integer.MAX_VALUE / values) {
      throw new AbsException(
          ExitCode.USAGE,
          "--batch-size is %d, must be at most %d for images of this size"
              .formatted(batchSize, Integer.MAX_VALUE / values));
    }
    LatencySettings settings;
    try {
      settings = new LatencySettings(batchSize, warmUp, repeats, networks, seed);
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    Path file = requireNonNull(out, "out is null");
    OutputFile.requirePlace("--out", file);
    if (Files.exists(file) && !overwrite) {
      throw new AbsException(ExitCode.USAGE, file + " is there already; --overwrite replaces it");
    }
    List<ComputeDevice> devices = ComputeDevice.parse(device);
    if (devices.size() != 1) {
      throw new AbsException(
          ExitCode.USAGE, "--device is %s, must be one device".formatted(device));
    }
    LatencyTable table = new LatencyMeasurement(layered, settings).run(devices.get(0), device);
    table.write(file);
    summary(table).forEach(console.out()::println);
    console.out().println("table: " + file);
    return ExitCode.OK.code();
  }

  private static List<String> summary(LatencyTable table) {
    LatencyTable.Check check = table.check().orElseThrow();
    int ops = table.choices().stream().mapToInt(choice -> choice.size()).sum();
    return List.of(
        String.format(
            Locale.ROOT,
            "%s on %s, batches of %d: %d ops, stem and head take %.3f ms",
            table.space(),
            table.device(),
            table.batchSize(),
            ops,
            table.fixed()),
        String.format(
            Locale.ROOT,
            "%d networks predicted: median error %.1f %%, Spearman %.3f",
            check.networks().size(),
            100 * check.medianError(),
            check.spearman()));
  }
}
