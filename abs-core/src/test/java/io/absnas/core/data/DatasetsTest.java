package io.absnas.core.data;

import static io.absnas.core.data.DataFiles.idxImages;
import static io.absnas.core.data.DataFiles.idxLabels;
import static io.absnas.core.data.DataFiles.ramp;
import static io.absnas.core.data.DataFiles.write;
import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path folder;

  @Test
  void opensTheEmbeddedImagesWithoutAnySetting() {
    DataPair pair = Datasets.open(DataConfig.defaults());
    assertThat(pair.training().size()).isEqualTo(10_000);
    assertThat(pair.heldOut().size()).isEqualTo(2_000);
    assertThat(pair.augmentation().transform().outputSize()).isEqualTo(32 * 32 * 3);
  }

  @Test
  void holdsOutTrainingImagesOrTakesTheTestFiles() {
    writeIdx(28, 28);
    DataPair search = Datasets.open(idx(HeldOutPart.VALIDATION, Optional.of(4), 32));
    assertThat(search.training().size()).isEqualTo(16);
    assertThat(search.heldOut().size()).isEqualTo(4);
    assertThat(search.heldOut().id()).isEqualTo("idx/training-held-out");
    DataPair last = Datasets.open(idx(HeldOutPart.TEST, Optional.empty(), 32));
    assertThat(last.training().size()).isEqualTo(20);
    assertThat(last.heldOut().size()).isEqualTo(6);
    assertThat(last.heldOut().id()).isEqualTo("idx/test");
  }

  @Test
  void refusesWhatDoesNotFitTheImages() {
    writeIdx(28, 28);
    assertRefused(USAGE, () -> Datasets.open(idx(HeldOutPart.VALIDATION, Optional.of(4), 24)))
        .hasMessage("data.side is 24, below the 28x28 images of idx/training");
    assertRefused(USAGE, () -> Datasets.open(idx(HeldOutPart.VALIDATION, Optional.of(20), 32)))
        .hasMessageStartingWith("data.valid-images is 20, which takes 10 images of class 0");
  }

  @Test
  void refusesAMissingFolder() {
    DataConfig config =
        DataConfigs.with(DataKind.CIFAR10, Optional.of(folder.resolve("none").toString()));
    assertRefused(INPUT, () -> Datasets.open(config))
        .hasMessage("data.dir is " + folder.resolve("none") + ", which is no folder");
  }

  @Test
  void readsFashionMnistFromTheGivenFolder() {
    writeIdx(28, 28);
    assertRefused(
            USAGE,
            () ->
                Datasets.open(
                    DataConfigs.with(DataKind.FASHION_MNIST, Optional.of(folder.toString()))))
        .hasMessageStartingWith(
            "data.valid-images is 5000, which takes 500 images of class 0:"
                + " fashion-mnist/training has 10");
  }

  @Test
  void findsTheWholeOfFashionMnistWhereDebianPutsIt() {
    DataConfig config = DataConfigs.with(DataKind.FASHION_MNIST, Optional.empty());
    if (Files.isDirectory(Datasets.DEBIAN_FASHION_MNIST)) {
      DataPair pair = Datasets.open(config);
      assertThat(pair.training().size()).isEqualTo(55_000);
      assertThat(pair.heldOut().size()).isEqualTo(5_000);
    } else {
      assertRefused(INPUT, () -> Datasets.open(config))
          .hasMessageContaining("install Debian's package dataset-fashion-mnist");
    }
  }

  @Test
  void opensCifar100() {
    byte[] records = new byte[200 * 3074];
    for (int i = 0; i < 200; i++) {
      records[i * 3074 + 1] = (byte) (i % 100);
    }
    write(folder, "train.bin", records);
    DataConfig defaults = DataConfigs.with(DataKind.CIFAR100, Optional.of(folder.toString()));
    DataPair pair = Datasets.open(DataConfigs.withValidImages(defaults, 100));
    assertThat(pair.training().size()).isEqualTo(100);
    assertThat(IntStream.range(0, 100).map(pair.heldOut()::label).distinct().count())
        .isEqualTo(100);
  }

  private void writeIdx(int height, int width) {
    int bytes = height * width;
    write(folder, "train-images-idx3-ubyte", idxImages(20, height, width, ramp(20 * bytes)));
    write(folder, "train-labels-idx1-ubyte", idxLabels(alternating(20)));
    write(folder, "t10k-images-idx3-ubyte", idxImages(6, height, width, ramp(6 * bytes)));
    write(folder, "t10k-labels-idx1-ubyte", idxLabels(alternating(6)));
  }

  private static int[] alternating(int count) {
    return IntStream.range(0, count).map(i -> i % 2).toArray();
  }

  private DataConfig idx(HeldOutPart heldOut, Optional<Integer> validImages, int side) {
    return new DataConfig(
        DataKind.IDX,
        Optional.of(folder.toString()),
        Optional.of(2),
        heldOut,
        validImages,
        0,
        side,
        3,
        AugmentationConfig.STANDARD,
        Optional.empty(),
        Optional.of(Normalisation.FASHION_MNIST),
        Draw.SHUFFLED,
        LastBatch.DROP,
        Optional.empty(),
        1,
        1,
        Optional.empty(),
        Optional.empty());
  }
}
