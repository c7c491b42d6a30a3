package io.absnas.core.data;

import static io.absnas.core.data.DataFiles.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Normalisation SCALE = new Normalisation(List.of(0.0), List.of(1.0));

  /** Pixel (y, x) has the value 51 (1 + 2 y + x), normalised 0.2, 0.4, 0.6, 0.8. */
  private static final MemoryImages GREY =
      MemoryImages.of("grey", 1, 1, 2, 2, bytes(51, 102, 153, 204), new int[1]);

  @Test
  void cropsFromThePaddedImage() {
    // Padded by 1: a black frame around the 2x2 image; row 0 and column 2 of it are the corner.
    assertThat(apply(new AugmentationConfig(false, 1, 0), new ScriptedRandom(0, 2)))
        .containsExactly(0, 0, .4f, 0);
    assertThat(apply(new AugmentationConfig(false, 1, 0), new ScriptedRandom(1, 1)))
        .containsExactly(.2f, .4f, .6f, .8f);
    assertThat(apply(new AugmentationConfig(false, 1, 0), new ScriptedRandom(2, 1)))
        .containsExactly(.6f, .8f, 0, 0);
  }

  @Test
  void flipsAfterTheCrop() {
    assertThat(apply(new AugmentationConfig(true, 0, 0), new ScriptedRandom(1)))
        .containsExactly(.4f, .2f, .8f, .6f);
    assertThat(apply(new AugmentationConfig(true, 0, 0), new ScriptedRandom(0)))
        .containsExactly(.2f, .4f, .6f, .8f);
    assertThat(apply(new AugmentationConfig(true, 1, 0), new ScriptedRandom(1, 0, 1)))
        .containsExactly(.2f, 0, .6f, 0);
  }

  @Test
  void cutsASquareToZeroAfterNormalisation() {
    MemoryImages image = MemoryImages.of("white", 1, 1, 5, 5, filled(25, 255), new int[1]);
    Normalisation half = new Normalisation(List.of(.5), List.of(.5));
    Augmentation augmentation =
        new Augmentation(new AugmentationConfig(false, 0, 4), new PixelTransform(5, 1, half));
    float[] target = new float[25];
    augmentation.write(image, 0, new ScriptedRandom(1, 3), target, 0);
    // Centre (1, 3), half side 2: rows 0 to 2, columns 1 to 4.
    assertThat(target)
        .containsExactly(
            1, 0, 0, 0, 0, //
            1, 0, 0, 0, 0, //
            1, 0, 0, 0, 0, //
            1, 1, 1, 1, 1, //
            1, 1, 1, 1, 1);
  }

  @Test
  void randAugmentComesBetweenFlipAndNormalisation() {
    // Flipped, then moved left by int(150 / 331 * 2) = 0 pixels and solarized from 0 on; cut last.
    Augmentation augmentation =
        new Augmentation(
            new AugmentationConfig(true, 0, 2),
            Optional.of(new RandAugment(2, 30)),
            new PixelTransform(2, 1, SCALE));
    ScriptedRandom draws = new ScriptedRandom(1, 3, 1, 11, 0, 0);
    float[] target = new float[4];
    augmentation.write(GREY, 0, draws, target, 0);
    assertThat(target).containsExactly(0, .8f, .2f, .4f);
    assertThat(draws.left()).isZero();
    assertThat(augmentation.description()).contains("RandAugment[ops=2, magnitude=30]");
    assertThatThrownBy(() -> new RandAugment(2, 31)).hasMessage("magnitude is 31, allowed 0 to 30");
    assertThatThrownBy(() -> new RandAugment(0, 3)).hasMessage("ops is 0, allowed 1 to 14");
  }

  @Test
  void drawsNothingForWhatIsSwitchedOff() {
    ScriptedRandom none = new ScriptedRandom();
    assertThat(apply(AugmentationConfig.NONE, none)).containsExactly(.2f, .4f, .6f, .8f);
    ScriptedRandom all = new ScriptedRandom(1, 1, 0, 0, 0);
    apply(new AugmentationConfig(true, 1, 2), all);
    assertThat(all.left()).isZero();
  }

  @Test
  void reachesAllCropsAndFlipsEquallyOften() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 18_000; i++) {
      float[] image =
          apply(
              new AugmentationConfig(true, 1, 0), RandomStreams.of(3).stream("augmentation", i, 0));
      counts.merge(List.of(image[0], image[1], image[2], image[3]).toString(), 1, Integer::sum);
    }
    // 9 crops times 2, all different: 1,000 each, standard deviation 31.
    assertThat(counts).hasSize(18);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(() -> new AugmentationConfig(true, -1, 0))
        .hasMessage("pad is -1, allowed 0 to 128");
    assertThatThrownBy(() -> new AugmentationConfig(true, 0, 3))
        .hasMessage("cutout is 3, allowed 0 or an even number up to 256");
  }

  private static float[] apply(AugmentationConfig config, RandomGenerator random) {
    float[] target = new float[4];
    new Augmentation(config, new PixelTransform(2, 1, SCALE)).write(GREY, 0, random, target, 0);
    return target;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
