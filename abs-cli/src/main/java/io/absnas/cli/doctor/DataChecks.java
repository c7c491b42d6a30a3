package io.absnas.cli.doctor;

import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A data folder. */
public final class DataChecks {
  private DataChecks() {}

  /** Whether the folder can be read, what it seems to hold, and the space left beside it. */
  public static Check folder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Check.fail("data", folder + " is no folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      long count = entries.count();
      String place =
          "%s, %d entries, %s free"
              .formatted(
                  folder,
                  count,
                  MachineChecks.gibibytes(Files.getFileStore(folder).getUsableSpace()));
      return kind(folder)
          .map(kind -> Check.ok("data", place + ": " + kind))
          .orElseGet(
              () ->
                  Check.warn(
                      "data",
                      place + ": no data set that is known",
                      "docs/file-formats.md lists the files of each data.source"));
    } catch (IOException e) {
      return Check.fail("data", folder + " cannot be read: " + FileFailure.reason(e));
    }
  }

  private static Optional<String> kind(Path folder) throws IOException {
    if (has(folder, "data_batch_1.bin") || has(folder, "cifar-10-batches-bin/data_batch_1.bin")) {
      return Optional.of("CIFAR-10, binary version");
    }
    if (has(folder, "train.bin") || has(folder, "cifar-100-binary/train.bin")) {
      return Optional.of("CIFAR-100, binary version");
    }
    if (has(folder, "train-images-idx3-ubyte") || has(folder, "train-images-idx3-ubyte.gz")) {
      return Optional.of("files in the layout of MNIST (idx, fashion-mnist)");
    }
    Path training = folder.resolve("train");
    if (!Files.isDirectory(training)) {
      return Optional.empty();
    }
    try (Stream<Path> classes = Files.list(training)) {
      return Optional.of(
          "image folder, %d classes in train, %s"
              .formatted(
                  classes.filter(Files::isDirectory).count(),
                  Files.isDirectory(folder.resolve("val")) ? "val beside it" : "no val beside it"));
    }
  }

  private static boolean has(Path folder, String file) {
    return Files.isRegularFile(folder.resolve(file));
  }
}
