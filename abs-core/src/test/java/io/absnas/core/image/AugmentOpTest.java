package io.absnas.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class AugmentOpTest {
  private static final int WIDTH = 47;
  private static final int HEIGHT = 35;

  @Test
  void everyOpEqualsPilBitByBit() {
    Pixels source = GoldenPictures.pixels("source.png");
    JsonNode tried = GoldenFiles.json("training.json").get("augment");
    assertThat(tried.size()).isEqualTo(25);
    int[] expected = GoldenPictures.rgb("augment.png");
    for (int i = 0; i < tried.size(); i++) {
      byte[] picture = source.values().clone();
      apply(tried.get(i).asText(), new PictureBytes(picture, 0, WIDTH, HEIGHT, 3));
      assertThat(unsigned(picture))
          .as(tried.get(i).asText())
          .isEqualTo(Arrays.copyOfRange(expected, i * picture.length, (i + 1) * picture.length));
    }
  }

  @Test
  void everyOpOfGreyEqualsPilBitByBit() {
    int[] source = GoldenPictures.rgb("source-grey.png");
    JsonNode tried = GoldenFiles.json("training.json").get("augment");
    int[] expected = GoldenPictures.rgb("augment-grey.png");
    int size = WIDTH * HEIGHT;
    for (int i = 0; i < tried.size(); i++) {
      // Behind some other values, which must stay as they are.
      byte[] picture = new byte[size + 7];
      for (int pixel = 0; pixel < size; pixel++) {
        picture[pixel + 7] = (byte) source[3 * pixel];
      }
      apply(tried.get(i).asText(), new PictureBytes(picture, 7, WIDTH, HEIGHT, 1));
      int[] found = unsigned(picture);
      for (int pixel = 0; pixel < size; pixel++) {
        assertThat(found[pixel + 7])
            .as(tried.get(i).asText() + " at " + pixel)
            .isEqualTo(expected[3 * (i * size + pixel)]);
      }
      assertThat(Arrays.copyOf(found, 7)).containsOnly(0);
    }
  }

  @Test
  void aPictureMustLieWithinItsArray() {
    assertThatThrownBy(() -> new PictureBytes(new byte[11], 0, 2, 2, 3))
        .hasMessage("11 values do not hold 2x2x3 from 0 on");
    assertThatThrownBy(() -> new PictureBytes(new byte[12], 0, 2, 3, 2))
        .hasMessage("channels must be 1 or 3, was 2");
  }

  private static void apply(String text, PictureBytes picture) {
    String[] words = text.split(" ", 2);
    String name = words[0].replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    int magnitude = Integer.parseInt(words[1]);
    AugmentOp.valueOf(name).apply(picture, Math.abs(magnitude), magnitude < 0);
  }

  private static int[] unsigned(byte[] values) {
    int[] unsigned = new int[values.length];
    Arrays.setAll(unsigned, i -> values[i] & 0xff);
    return unsigned;
  }
}
