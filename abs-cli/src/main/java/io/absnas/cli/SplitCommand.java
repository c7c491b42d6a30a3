package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.CacheDirectory;
import io.absnas.core.data.DatasetSplit;
import io.absnas.core.data.ImageFolder;
import io.absnas.core.data.ImageLists;
import io.absnas.core.image.DecoderChoice;
import io.absnas.core.image.Decoders;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code abs split}: holds images out of a training set, as two lists. */
@Command(
    name = "split",
    description = {
      "Holds images of every class out of a training set and writes both parts as lists of files;"
          + " nothing is copied or moved. The same images, number and seed give the same lists."
    },
    footer = {
      "",
      "Example:",
      "  abs split --data imagenet/train --out lists",
      "  abs shrink -c FILE data.files.train-list=lists/train.txt"
          + " data.files.held-out-list=lists/val.txt"
    })
final class SplitCommand implements Callable<Integer> {
  /** One part; a line of {@code --json}. */
  record PartLine(String part, int images, String list) {}

  private final Console console;
  private final Map<String, String> environment;

  @Option(
      names = {"--data", "--train-dir"},
      required = true,
      paramLabel = "DIR|TAR|ZIP",
      description = "Training images, one directory per class.")
  private @Nullable Path data;

  @Option(
      names = {"--out", "--save", "--path"},
      required = true,
      paramLabel = "DIR",
      description = "Where train.txt and val.txt go; not there yet, or empty.")
  private @Nullable Path out;

  @Option(
      names = "--per-class",
      paramLabel = "K",
      description = "Images held out of each class (default: ${DEFAULT-VALUE}).")
  private int perClass = 50;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides which images (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--sizes-only",
      description = "Does not read the images; changes that leave a size as it was go unnoticed.")
  private boolean sizesOnly;

  @Option(names = "--json", description = "One JSON object per line.")
  private boolean json;

  SplitCommand(Console console, Map<String, String> environment) {
    this.console = requireNonNull(console, "console is null");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    Path directory = requireNonNull(out, "out is null");
    if (perClass < 1) {
      throw new AbsException(
          ExitCode.USAGE, "--per-class is %d, allowed from 1".formatted(perClass));
    }
    ImageFolder images =
        ImageFolder.open(
            "split",
            "--data",
            requireNonNull(data, "data is null").toString(),
            CacheDirectory.of(Optional.empty(), environment),
            Decoders.of(DecoderChoice.JDK));
    DatasetSplit split = ImageLists.write(directory, images, perClass, seed, !sizesOnly);
    print("training", split.training().length, directory.resolve(ImageLists.TRAINING));
    print("held-out", split.heldOut().length, directory.resolve(ImageLists.HELD_OUT));
    return ExitCode.OK.code();
  }

  private void print(String part, int images, Path list) {
    console
        .out()
        .println(
            json
                ? StrictJson.line(new PartLine(part, images, list.toString()))
                : part + "\t" + images + "\t" + list);
  }
}
