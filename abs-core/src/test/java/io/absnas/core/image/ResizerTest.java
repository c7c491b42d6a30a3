package io.absnas.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResizerTest {
  private static final List<int[]> SIZES =
      List.of(
          new int[] {16, 16},
          new int[] {30, 20},
          new int[] {20, 15},
          new int[] {47, 12},
          new int[] {60, 70},
          new int[] {5, 3});

  @Test
  void antialiasedEqualsPilBitByBit() {
    Pixels source = GoldenPictures.pixels("source.png");
    for (int[] size : SIZES) {
      assertThat(antialiased(source, size[0], size[1]))
          .as("%d x %d", size[0], size[1])
          .isEqualTo(GoldenPictures.rgb("pil-%d-%d.png".formatted(size[0], size[1])));
    }
    assertThat(antialiased(GoldenPictures.pixels("source-grey.png"), 16, 16))
        .isEqualTo(GoldenPictures.rgb("pil-grey-16-16.png"));
  }

  @Test
  void linearEqualsOpenCvUpToOneLevel() {
    Pixels source = GoldenPictures.pixels("source.png");
    for (int[] size : SIZES) {
      int[] expected = GoldenPictures.rgb("opencv-%d-%d.png".formatted(size[0], size[1]));
      assertThat(GoldenPictures.farthest(linear(source, size[0], size[1]), expected))
          .as("%d x %d", size[0], size[1])
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void linearIsTheBilinearFormula() {
    Pixels source = GoldenPictures.pixels("source.png");
    for (int[] size : SIZES) {
      int[] found = linear(source, size[0], size[1]);
      for (int i = 0; i < found.length; i++) {
        int x = i / 3 % size[0];
        int y = i / 3 / size[0];
        double exact = bilinear(source, x * 47.0 / size[0], y * 35.0 / size[1], size, i % 3);
        // Half a level from rounding, a quarter from weights of 11 bits along both axes.
        assertThat((double) found[i]).isBetween(exact - 0.75, exact + 0.75);
      }
    }
  }

  /** The value at an output pixel whose left upper corner lies at (left, top) of the source. */
  private static double bilinear(Pixels source, double left, double top, int[] size, int channel) {
    double x = Math.max(0, Math.min(46, left + 23.5 / size[0] - 0.5));
    double y = Math.max(0, Math.min(34, top + 17.5 / size[1] - 0.5));
    int column = Math.min(45, (int) x);
    int row = Math.min(33, (int) y);
    double right = x - column;
    double down = y - row;
    return (1 - down)
            * ((1 - right) * source.at(column, row, channel)
                + right * source.at(column + 1, row, channel))
        + down
            * ((1 - right) * source.at(column, row + 1, channel)
                + right * source.at(column + 1, row + 1, channel));
  }

  @Test
  void aPartOfTheOutputIsWhatTheWholeHasThere() {
    Pixels source = GoldenPictures.pixels("source.png");
    int[] whole = antialiased(source, 30, 20);
    byte[] part = new byte[7 * 5 * 3];
    new Resizer(false)
        .write(
            source,
            Axis.antialiased(47, 30, 11, 7),
            Axis.antialiased(35, 20, 13, 5),
            Optional.empty(),
            part,
            0);
    for (int i = 0; i < part.length; i++) {
      int x = 11 + i / 3 % 7;
      int y = 13 + i / 21;
      assertThat(part[i] & 0xff).isEqualTo(whole[(y * 30 + x) * 3 + i % 3]);
    }
  }

  @Test
  void mirroredAxesMirror() {
    Pixels source = GoldenPictures.pixels("source.png");
    int[] plain = antialiased(source, 20, 10);
    byte[] mirrored = new byte[20 * 10 * 3];
    new Resizer(false)
        .write(
            source,
            Axis.antialiased(47, 20, 0, 20).mirrored(),
            Axis.antialiased(35, 10, 0, 10),
            Optional.empty(),
            mirrored,
            0);
    for (int i = 0; i < plain.length; i++) {
      int x = i / 3 % 20;
      assertThat(mirrored[i] & 0xff).isEqualTo(plain[i + (19 - 2 * x) * 3]);
    }
  }

  @Test
  void blueFirstAndTablesChangeWhatIsWritten() {
    Pixels source = GoldenPictures.pixels("source.png");
    int[] plain = antialiased(source, 12, 9);
    byte[][] tables = new byte[3][256];
    for (int value = 0; value < 256; value++) {
      tables[0][value] = (byte) value;
      tables[1][value] = (byte) (255 - value);
      tables[2][value] = 7;
    }
    byte[] found = new byte[12 * 9 * 3 + 2];
    new Resizer(true)
        .write(
            source,
            Axis.antialiased(47, 12, 0, 12),
            Axis.antialiased(35, 9, 0, 9),
            Optional.of(tables),
            found,
            2);
    for (int i = 0; i < plain.length; i += 3) {
      assertThat(found[i + 2] & 0xff).isEqualTo(plain[i + 2]);
      assertThat(found[i + 3] & 0xff).isEqualTo(255 - plain[i + 1]);
      assertThat(found[i + 4] & 0xff).isEqualTo(7);
    }
    assertThat(found[0]).isZero();
  }

  @Test
  void aUniformPictureStaysUniformWhateverItsSize() {
    for (int[] size : List.of(new int[] {1, 1}, new int[] {2, 3}, new int[] {701, 997})) {
      for (int channels : new int[] {1, 3}) {
        Pixels uniform = new Pixels();
        uniform.reshape(size[0], size[1], channels);
        Arrays.fill(uniform.values(), (byte) 255);
        assertThat(antialiased(uniform, 11, 8)).containsOnly(255);
        assertThat(linear(uniform, 11, 8)).containsOnly(255);
      }
    }
  }

  @Test
  void oneResizerServesPicturesOfAllSizes() {
    Resizer resizer = new Resizer(false);
    for (String name : List.of("source.png", "source-grey.png", "pil-5-3.png", "source.png")) {
      Pixels source = GoldenPictures.pixels(name);
      byte[] found = new byte[9 * 6 * 3];
      resizer.write(
          source,
          Axis.antialiased(source.width(), 9, 0, 9),
          Axis.antialiased(source.height(), 6, 0, 6),
          Optional.empty(),
          found,
          0);
      assertThat(ints(found)).isEqualTo(antialiased(source, 9, 6));
    }
  }

  @Test
  void refusesAxesThatMakeNoSense() {
    assertThatThrownBy(() -> Axis.antialiased(0, 5, 0, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Axis.linear(5, 5, 3, 3)).hasMessage("pixels 3 to 5 of 5 from 5");
    Pixels source = GoldenPictures.pixels("source.png");
    assertThatThrownBy(
            () ->
                new Resizer(false)
                    .write(
                        source,
                        Axis.antialiased(47, 5, 0, 5),
                        Axis.linear(35, 5, 0, 5),
                        Optional.empty(),
                        new byte[75],
                        0))
        .hasMessage("axes of two kinds");
  }

  private static int[] antialiased(Pixels source, int width, int height) {
    return resized(
        source,
        Axis.antialiased(source.width(), width, 0, width),
        Axis.antialiased(source.height(), height, 0, height));
  }

  private static int[] linear(Pixels source, int width, int height) {
    return resized(
        source,
        Axis.linear(source.width(), width, 0, width),
        Axis.linear(source.height(), height, 0, height));
  }

  private static int[] resized(Pixels source, Axis columns, Axis rows) {
    byte[] target = new byte[columns.outputs() * rows.outputs() * 3];
    new Resizer(false).write(source, columns, rows, Optional.empty(), target, 0);
    return ints(target);
  }

  private static int[] ints(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }
}
