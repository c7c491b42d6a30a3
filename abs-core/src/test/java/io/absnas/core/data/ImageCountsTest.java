package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictYaml;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCountsTest {
  record File(DataConfig data) {}

  @TempDir private Path folder;

  private static DataConfig config(String source, String more) {
    return StrictYaml.read(
            """
            data:
              source: %s
              dir: somewhere
              split-seed: 0
              side: 32
              channels: 3
              augmentation: {flip: true, pad: 4, cutout: 0}
              draw: shuffled
              last-batch: drop
              threads: 1
              prefetch: 1
              images: 1000
            """
                    .formatted(source)
                + more.indent(2),
            "a.yaml",
            File.class,
            ExitCode.USAGE)
        .data();
  }

  @Test
  void heldOutImagesAreThoseThatAreHeldOutByDefault() {
    assertThat(ImageCounts.assumed(config("folder", "held-out: validation"), 1000))
        .isEqualTo(new ImageCounts(1000, 50_000, true));
    assertThat(
            ImageCounts.assumed(config("folder", "held-out: test\nfiles: {test-dir: val}"), 1000))
        .isEqualTo(new ImageCounts(1000, 50_000, true));
    assertThat(ImageCounts.assumed(config("cifar10", "held-out: validation"), 10))
        .isEqualTo(new ImageCounts(1000, 5000, true));
    assertThat(ImageCounts.assumed(config("cifar10", "held-out: test"), 10))
        .isEqualTo(new ImageCounts(1000, 10_000, true));
    assertThat(ImageCounts.assumed(config("cifar10", "held-out: validation\nvalid-images: 70"), 10))
        .isEqualTo(new ImageCounts(1000, 70, true));
  }

  @Test
  void imagesThatAreThereAreCounted() {
    DataPair data = Datasets.open(DataConfig.defaults());
    assertThat(ImageCounts.of(data)).isEqualTo(new ImageCounts(10_000, 2_000, false));
  }

  @Test
  void aDataSetIsMissingIfItsPlaceIs() {
    DataConfig there = DataConfigs.with(DataKind.CIFAR10, java.util.Optional.of(folder.toString()));
    assertThat(Datasets.missing(there)).isEmpty();
    String place = folder.resolve("none").toString();
    DataConfig missing = DataConfigs.with(DataKind.CIFAR10, java.util.Optional.of(place));
    assertThat(Datasets.missing(missing)).contains("data.dir is " + place + ", which is not there");
    assertThat(Datasets.missing(DataConfig.defaults())).isEmpty();
  }
}
