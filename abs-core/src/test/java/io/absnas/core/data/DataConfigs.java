package io.absnas.core.data;

import java.util.Optional;

/** The default configuration with a few values changed. */
final class DataConfigs {
  private static final DataConfig DEFAULTS = DataConfig.defaults();

  private DataConfigs() {}

  static DataConfig with(DataKind source, Optional<String> dir) {
    return of(source, dir, Optional.empty(), HeldOutPart.VALIDATION, Optional.empty(), 32, 3);
  }

  static DataConfig withValidImages(DataConfig config, int validImages) {
    return of(
        config.source(),
        config.dir(),
        config.classes(),
        config.heldOut(),
        Optional.of(validImages),
        config.side(),
        config.channels());
  }

  static DataConfig of(
      DataKind source,
      Optional<String> dir,
      Optional<Integer> classes,
      HeldOutPart heldOut,
      Optional<Integer> validImages,
      int side,
      int channels) {
    return new DataConfig(
        source,
        dir,
        classes,
        heldOut,
        validImages,
        DEFAULTS.splitSeed(),
        side,
        channels,
        DEFAULTS.augmentation(),
        DEFAULTS.randAugment(),
        DEFAULTS.normalisation(),
        DEFAULTS.draw(),
        DEFAULTS.lastBatch(),
        DEFAULTS.stepsPerEpoch(),
        DEFAULTS.threads(),
        DEFAULTS.prefetch(),
        DEFAULTS.images(),
        DEFAULTS.files());
  }
}
