package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens the data set that a configuration names. */
public final class Datasets {
  /** Where Debian's package dataset-fashion-mnist puts its files. */
  public static final Path DEBIAN_FASHION_MNIST = Path.of("/usr/share/datasets/fashion-mnist");

  private static final int FASHION_MNIST_CLASSES = 10;
  static final int DEFAULT_VALID_IMAGES = 5_000;

  private Datasets() {}

  /**
   * Reads the files into memory and divides them.
   *
   * @throws AbsException with {@code INPUT} if a file is missing or invalid, with {@code USAGE} if
   *     the images do not fit the network's input or are too few to hold out so many
   */
  public static DataPair open(DataConfig config) {
    if (config.source() == DataKind.FOLDER) {
      return FolderData.open(config, System.getenv());
    }
    PixelTransform transform =
        new PixelTransform(config.side(), config.channels(), config.effectiveNormalisation());
    Augmentation augmentation =
        new Augmentation(config.augmentation(), config.randAugment(), transform);
    return switch (config.source()) {
      case EMBEDDED ->
          new DataPair(EmbeddedImages.training(), EmbeddedImages.heldOut(), augmentation);
      case FASHION_MNIST -> {
        Path folder = fashionMnistFolder(config);
        yield pair(
            config,
            IdxImages.training("fashion-mnist/training", folder, FASHION_MNIST_CLASSES),
            () -> IdxImages.test("fashion-mnist/test", folder, FASHION_MNIST_CLASSES),
            augmentation);
      }
      case IDX -> {
        Path folder = folder(config);
        int classes = config.classes().orElseThrow();
        yield pair(
            config,
            IdxImages.training("idx/training", folder, classes),
            () -> IdxImages.test("idx/test", folder, classes),
            augmentation);
      }
      case CIFAR10 -> cifar(CifarVersion.CIFAR10, config, augmentation);
      case CIFAR100 -> cifar(CifarVersion.CIFAR100, config, augmentation);
      case FOLDER -> throw new IllegalStateException("folders are opened elsewhere");
    };
  }

  /**
   * The key and the place of a data set that is not there at all, for a message; empty if there is
   * something to open, be it right or wrong.
   */
  public static Optional<String> missing(DataConfig config) {
    Optional<Path> place =
        config.source() == DataKind.FASHION_MNIST
            ? Optional.of(config.dir().map(Path::of).orElse(DEBIAN_FASHION_MNIST))
            : config.dir().map(Path::of);
    return place
        .filter(path -> !Files.exists(path))
        .map(path -> "data.dir is " + path + ", which is not there");
  }

  private static DataPair cifar(
      CifarVersion version, DataConfig config, Augmentation augmentation) {
    Path folder = folder(config);
    return pair(
        config,
        CifarImages.training(version, folder),
        () -> CifarImages.test(version, folder),
        augmentation);
  }

  private static DataPair pair(
      DataConfig config,
      PixelImages training,
      Supplier<PixelImages> test,
      Augmentation augmentation) {
    augmentation.transform().requireFits(training);
    return switch (config.heldOut()) {
      case TEST -> new DataPair(training, test.get(), augmentation);
      case VALIDATION -> {
        DatasetSplit split =
            DatasetSplit.classBalanced(
                training,
                config.validImages().orElse(DEFAULT_VALID_IMAGES),
                RandomStreams.of(config.splitSeed()));
        yield new DataPair(
            new ImageSubset(training.id() + "-kept", training, split.training()),
            new ImageSubset(training.id() + "-held-out", training, split.heldOut()),
            augmentation);
      }
    };
  }

  private static Path folder(DataConfig config) {
    Path folder = Path.of(config.dir().orElseThrow());
    if (!Files.isDirectory(folder)) {
      throw new AbsException(INPUT, "data.dir is " + folder + ", which is no folder");
    }
    return folder;
  }

  private static Path fashionMnistFolder(DataConfig config) {
    if (config.dir().isPresent()) {
      return folder(config);
    }
    if (!Files.isDirectory(DEBIAN_FASHION_MNIST)) {
      throw new AbsException(
          INPUT,
          DEBIAN_FASHION_MNIST
              + " is missing: install Debian's package dataset-fashion-mnist, set data.dir, or use"
              + " data.source: embedded");
    }
    return DEBIAN_FASHION_MNIST;
  }
}
