package io.absnas.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ColourOpTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  private static int[] unsigned(byte[] values) {
    int[] unsigned = new int[values.length];
    Arrays.setAll(unsigned, i -> values[i] & 0xff);
    return unsigned;
  }

  @Test
  void everyChangeEqualsPilBitByBit() {
    byte[] source = GoldenPictures.pixels("colours.png").values();
    JsonNode tried = GoldenFiles.json("training.json").get("jitter");
    assertThat(tried.size()).isEqualTo(10);
    int[] expected = GoldenPictures.rgb("jitter.png");
    for (int i = 0; i < tried.size(); i++) {
      String[] words = tried.get(i).asText().split(" ", 2);
      byte[] picture = source.clone();
      ColourOp.valueOf(words[0].toUpperCase(Locale.ROOT))
          .apply(new PictureBytes(picture, 0, WIDTH, HEIGHT, 3), Double.parseDouble(words[1]));
      assertThat(unsigned(picture))
          .as(tried.get(i).asText())
          .isEqualTo(Arrays.copyOfRange(expected, i * picture.length, (i + 1) * picture.length));
    }
  }

  @Test
  void greyIsRefused() {
    PictureBytes grey = new PictureBytes(new byte[4], 0, 2, 2, 1);
    assertThatThrownBy(() -> ColourOp.HUE.apply(grey, 0.1))
        .hasMessage("a picture without colours has none to change");
  }
}
