package io.absnas.core.data;

import static io.absnas.core.data.DataFiles.bytes;
import static io.absnas.core.data.DataFiles.ramp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageSourceTest {
  @Test
  void memoryImagesDoNotChangeWithTheArraysTheyCameFrom() {
    byte[] pixels = ramp(12);
    MemoryImages images = MemoryImages.of("m", 2, 3, 1, 2, pixels, new int[] {0, 1});
    pixels[6] = 99;
    byte[] target = new byte[6];
    images.copyPixels(1, target, 0);
    assertThat(target).isEqualTo(bytes(6, 7, 8, 9, 10, 11));
    assertThat(images.imageBytes()).isEqualTo(6);
  }

  @Test
  void memoryImagesRefuseWrongLengthsAndLabels() {
    assertThatThrownBy(() -> MemoryImages.of("m", 2, 1, 2, 2, new byte[7], new int[2]))
        .hasMessage("m: 7 pixel bytes, expected 8");
    assertThatThrownBy(() -> MemoryImages.of("m", 2, 1, 1, 1, new byte[2], new int[] {0, 2}))
        .hasMessage("m: label of image 1 is 2, allowed 0 to 1");
  }

  @Test
  void aSubsetKeepsItsOwnOrderAndMayRepeat() {
    ImageSubset subset = new ImageSubset("some", DataFiles.pixels(10, 3), new int[] {7, 2, 7});
    assertThat(subset.size()).isEqualTo(3);
    assertThat(subset.classes()).isEqualTo(3);
    assertThat(subset.label(0)).isEqualTo(1);
    assertThat(subset.label(1)).isEqualTo(2);
    byte[] target = new byte[3];
    for (int i = 0; i < 3; i++) {
      subset.copyPixels(i, target, i);
    }
    assertThat(target).isEqualTo(bytes(7, 2, 7));
    assertThatThrownBy(() -> new ImageSubset("some", DataFiles.pixels(10, 3), new int[] {10}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anImageBeyondTheLastIsRefusedNotReadFromElsewhere() {
    MemoryImages images = DataFiles.pixels(10, 2);
    assertThatThrownBy(() -> images.copyPixels(10, new byte[1], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> images.copyPixels(-1, new byte[1], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
