package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataConfigTest {
  private static final Optional<String> DIR = Optional.of("data");

  @Test
  void defaultsNeedNoFiles() {
    DataConfig defaults = DataConfig.defaults();
    assertThat(defaults.source()).isEqualTo(DataKind.EMBEDDED);
    assertThat(defaults.side()).isEqualTo(32);
    assertThat(defaults.channels()).isEqualTo(3);
    assertThat(defaults.effectiveNormalisation()).isEqualTo(Normalisation.FASHION_MNIST);
  }

  /** Accuracies that are kept by these settings hold for other images when one of them changes. */
  @Test
  void imageSettingsTellWhatChangesImagesAndNothingElse(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("data.yaml"),
            """
            data:
              {source: embedded, held-out: validation, split-seed: 0, side: 32, channels: 3,
               augmentation: {flip: true, pad: 4, cutout: 0}, draw: shuffled, last-batch: drop,
               threads: 2, prefetch: 4}
            """);
    String settings = DataConfig.defaults().imageSettings();
    for (String same : List.of("threads=7", "prefetch=9", "steps-per-epoch=11")) {
      assertThat(resolved(file, "data." + same).imageSettings()).as(same).isEqualTo(settings);
    }
    for (String other :
        List.of("side=28", "channels=1", "pad=2", "normalisation={mean: [0.5], std: [0.5]}")) {
      String key = other.startsWith("pad") ? "data.augmentation." + other : "data." + other;
      assertThat(resolved(file, key).imageSettings()).as(other).isNotEqualTo(settings);
    }
  }

  private record Section(DataConfig data) {}

  private static DataConfig resolved(Path file, String override) {
    return StrictYaml.resolve(
            ConfigSources.none().withFile(file).withOverrides(List.of(override)), Section.class)
        .value()
        .data();
  }

  @Test
  void eachDataSetHasItsNormalisation() {
    assertThat(DataConfigs.with(DataKind.CIFAR10, DIR).effectiveNormalisation())
        .isEqualTo(Normalisation.CIFAR10);
    assertThat(DataConfigs.with(DataKind.CIFAR100, DIR).effectiveNormalisation())
        .isEqualTo(Normalisation.CIFAR100);
    assertThat(DataConfigs.with(DataKind.FASHION_MNIST, DIR).effectiveNormalisation())
        .isEqualTo(Normalisation.FASHION_MNIST);
  }

  @Test
  void refusesKeysThatDoNotBelongToTheSource() {
    assertRefused(
        () -> DataConfigs.with(DataKind.EMBEDDED, DIR),
        "dir has no meaning for the embedded images");
    assertRefused(
        () -> DataConfigs.with(DataKind.CIFAR10, Optional.empty()),
        "dir is needed for CIFAR files");
    assertRefused(
        () -> DataConfigs.with(DataKind.IDX, DIR),
        "classes is needed for idx files, and for nothing else");
    assertRefused(
        () -> DataConfigs.withValidImages(DataConfig.defaults(), 100),
        "validImages has no meaning for the embedded images, of which 2000 are held out");
    assertRefused(
        () -> of(DataKind.EMBEDDED, Optional.empty(), HeldOutPart.TEST, Optional.empty(), 32, 3),
        "heldOut is test, but of the embedded images there is a validation part only");
    assertRefused(
        () -> of(DataKind.CIFAR10, DIR, HeldOutPart.TEST, Optional.of(5), 32, 3),
        "validImages has no meaning where the test files are held out");
    assertRefused(
        () -> of(DataKind.CIFAR10, DIR, HeldOutPart.TEST, Optional.empty(), 32, 1),
        "channels is 1, but CIFAR images have 3");
    assertRefused(
        () ->
            DataConfigs.of(
                DataKind.IDX, DIR, Optional.of(10), HeldOutPart.TEST, Optional.empty(), 32, 3),
        "normalisation is needed for idx files");
  }

  @Test
  void refusesValuesOutOfRange() {
    Optional<String> none = Optional.empty();
    assertRefused(
        () -> of(DataKind.EMBEDDED, none, HeldOutPart.VALIDATION, Optional.empty(), 0, 3),
        "side is 0, allowed 1 to 1024");
    assertRefused(
        () -> of(DataKind.EMBEDDED, none, HeldOutPart.VALIDATION, Optional.empty(), 32, 2),
        "channels is 2, allowed 1 or 3");
    assertRefused(
        () -> DataConfigs.withValidImages(DataConfigs.with(DataKind.CIFAR10, DIR), 0),
        "validImages is 0, allowed 1 to 2147483647");
  }

  private static DataConfig of(
      DataKind source,
      Optional<String> dir,
      HeldOutPart heldOut,
      Optional<Integer> validImages,
      int side,
      int channels) {
    return DataConfigs.of(source, dir, Optional.empty(), heldOut, validImages, side, channels);
  }

  private static void assertRefused(ThrowingCallable action, String message) {
    assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
