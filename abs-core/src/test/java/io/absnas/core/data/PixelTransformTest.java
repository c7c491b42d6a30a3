package io.absnas.core.data;

import static io.absnas.core.data.DataFiles.bytes;
import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PixelTransformTest {
  /** Keeps v / 255, so that expected values can be read off. */
  private static final Normalisation SCALE = new Normalisation(List.of(0.0), List.of(1.0));

  private static final MemoryImages GREY =
      MemoryImages.of("grey", 1, 1, 2, 2, bytes(51, 102, 153, 255), new int[1]);

  @Test
  void centresOnBlackAndRepeatsGrey() {
    float[] target = new float[4 * 4 * 3 + 2];
    new PixelTransform(4, 3, SCALE).write(GREY, 0, target, 1);
    float[] rows = {
      0, 0, 0, 0, //
      0, .2f, .4f, 0, //
      0, .6f, 1, 0, //
      0, 0, 0, 0
    };
    assertThat(target[0]).isZero();
    for (int i = 0; i < rows.length; i++) {
      for (int channel = 0; channel < 3; channel++) {
        assertThat(target[1 + i * 3 + channel]).isEqualTo(rows[i]);
      }
    }
  }

  @Test
  void normalisesBlackBordersLikeBlackPixels() {
    float[] target = new float[16];
    new PixelTransform(4, 1, Normalisation.FASHION_MNIST).write(GREY, 0, target, 0);
    assertThat((double) target[0]).isCloseTo(-0.810198, within(1e-6)); // -0.2860 / 0.3530
    assertThat((double) target[10]).isCloseTo(2.022663, within(1e-6)); // 0.7140 / 0.3530
  }

  @Test
  void normalisesEachChannelWithItsOwnValues() {
    MemoryImages colour = MemoryImages.of("colour", 1, 3, 1, 1, bytes(255, 0, 51), new int[1]);
    float[] target = new float[3];
    new PixelTransform(1, 3, new Normalisation(List.of(.5, .5, .1), List.of(.5, .25, .1)))
        .write(colour, 0, target, 0);
    assertThat(target).containsExactly(1, -2, 1);
  }

  @Test
  void refusesImagesThatDoNotFit() {
    assertRefused(USAGE, () -> new PixelTransform(1, 3, SCALE).requireFits(GREY))
        .hasMessage("data.side is 1, below the 2x2 images of grey");
    MemoryImages colour = MemoryImages.of("colour", 1, 3, 1, 1, new byte[3], new int[1]);
    assertRefused(USAGE, () -> new PixelTransform(1, 1, SCALE).requireFits(colour))
        .hasMessage("data.channels is 1, but the images of colour have 3");
  }

  @Test
  void refusesMeansThatDoNotMatchTheChannels() {
    assertThatThrownBy(() -> new PixelTransform(4, 1, Normalisation.CIFAR10))
        .hasMessage("normalisation.mean has 3 values, allowed 1 or 1, the number of channels");
    assertThatThrownBy(() -> new Normalisation(List.of(.5), List.of(0.0)))
        .hasMessage("std is 0.0, allowed above 0, up to 1");
    assertThatThrownBy(() -> new Normalisation(List.of(125.3), List.of(63.0)))
        .hasMessage("mean is 125.3, allowed 0 to 1");
    assertThatThrownBy(() -> new Normalisation(List.of(.5, .5), List.of(.5)))
        .hasMessage("mean has 2 values and std 1: both need one, or one per channel");
  }
}
