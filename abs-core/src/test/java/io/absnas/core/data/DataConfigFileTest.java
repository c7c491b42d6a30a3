package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.StrictYaml;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataConfigFileTest {
  private static final String CIFAR =
      """
      data:
        source: cifar10
        dir: cifar
        held-out: validation
        valid-images: 25000
        split-seed: 3
        side: 32
        channels: 3
        augmentation: {flip: true, pad: 4, cutout: 16}
        normalisation:
          mean: [0.4914, 0.4822, 0.4467]
          std: [0.2471, 0.2435, 0.2616]
        draw: with-replacement
        last-batch: keep
        threads: 3
        prefetch: 5
      """;

  record File(DataConfig data) {}

  @Test
  void readsEveryKey() {
    DataConfig data = read(CIFAR);
    assertThat(data.source()).isEqualTo(DataKind.CIFAR10);
    assertThat(data.dir()).contains("cifar");
    assertThat(data.classes()).isEmpty();
    assertThat(data.heldOut()).isEqualTo(HeldOutPart.VALIDATION);
    assertThat(data.validImages()).contains(25_000);
    assertThat(data.splitSeed()).isEqualTo(3);
    assertThat(data.augmentation()).isEqualTo(new AugmentationConfig(true, 4, 16));
    assertThat(data.effectiveNormalisation())
        .isEqualTo(new Normalisation(List.of(.4914, .4822, .4467), List.of(.2471, .2435, .2616)));
    assertThat(data.draw()).isEqualTo(Draw.WITH_REPLACEMENT);
    assertThat(data.lastBatch()).isEqualTo(LastBatch.KEEP);
    assertThat(data.threads()).isEqualTo(3);
    assertThat(data.prefetch()).isEqualTo(5);
  }

  @Test
  void writtenOutItReadsBackTheSame() {
    for (DataConfig config : List.of(DataConfig.defaults(), read(CIFAR))) {
      assertThat(read(StrictYaml.write(new File(config)))).isEqualTo(config);
    }
  }

  @Test
  void refusalsNameFileLineAndKey() {
    assertMessage("threads: 3", "threads: 0", "a.yaml:15: data.threads is 0, allowed 1 to 256");
    assertMessage(
        "valid-images: 25000",
        "valid-images: 0",
        "a.yaml:5: data.valid-images is 0, allowed 1 to 2147483647");
    assertMessage(
        "held-out: validation",
        "held-out: test",
        "a.yaml:5: data.valid-images has no meaning where the test files are held out");
    assertMessage(
        "cutout: 16",
        "cutout: 3",
        "a.yaml:9: data.augmentation.cutout is 3, allowed 0 or an even number up to 256");
    assertMessage(
        "mean: [0.4914, 0.4822, 0.4467]",
        "mean: [0.4914]",
        "a.yaml:11: data.normalisation.mean has 1 values and std 3: both need one, or one per"
            + " channel");
  }

  @Test
  void refusesAnUnknownSourceWithTheKnownOnes() {
    assertRefused(USAGE, () -> read(CIFAR.replace("cifar10", "imagenet")))
        .hasMessageContaining("data.source is \"imagenet\"")
        .hasMessageContaining("embedded, fashion-mnist, idx, cifar10, cifar100");
  }

  private static DataConfig read(String text) {
    return StrictYaml.read(text, "a.yaml", File.class, USAGE).data();
  }

  private static void assertMessage(String line, String changed, String message) {
    assertThat(CIFAR).contains(line);
    assertRefused(USAGE, () -> read(CIFAR.replace(line, changed))).hasMessage(message);
  }
}
