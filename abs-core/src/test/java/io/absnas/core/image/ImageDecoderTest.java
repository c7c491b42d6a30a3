package io.absnas.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.absnas.core.run.RandomStreams;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageDecoderTest {
  /** Each kind of file, and the expected result that belongs to it. */
  private static final List<String[]> KINDS =
      List.of(
          new String[] {"baseline", "baseline"},
          new String[] {"progressive", "progressive"},
          new String[] {"full-colour", "full-colour"},
          new String[] {"half-colour", "half-colour"},
          new String[] {"restarts", "restarts"},
          new String[] {"grey", "grey"},
          new String[] {"cmyk", "cmyk"},
          new String[] {"ycck", "ycck"},
          new String[] {"rgb", "rgb"},
          new String[] {"bare", "bare"},
          new String[] {"turned", "baseline"},
          new String[] {"profile", "baseline"},
          new String[] {"tail", "baseline"},
          new String[] {"thumbnail", "baseline"});

  @ParameterizedTest
  @EnumSource(names = {"JDK", "TURBOJPEG"})
  void everyKindHasTheColoursThatPilGives(DecoderChoice choice) throws BrokenImageException {
    try (ImageDecoder decoder = open(choice)) {
      for (String[] kind : KINDS) {
        int[] expected = GoldenPictures.rgb(kind[1] + ".png");
        int[] found = GoldenPictures.rgb(whole(decoder, GoldenPictures.file(kind[0] + ".jpg")));
        // Equal where the same libjpeg is at work; another build may round otherwise.
        assertThat(GoldenPictures.farthest(found, expected)).as(kind[0]).isLessThanOrEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "TURBOJPEG"})
  void aPartIsThePartOfTheWhole(DecoderChoice choice) throws BrokenImageException {
    try (ImageDecoder decoder = open(choice)) {
      for (String[] kind : KINDS) {
        byte[] file = GoldenPictures.file(kind[0] + ".jpg");
        Pixels whole = whole(decoder, file);
        int channels = whole.channels();
        byte[] values = Arrays.copyOf(whole.values(), whole.width() * whole.height() * channels);
        for (Region region :
            List.of(
                new Region(3, 2, 20, 5),
                new Region(46, 34, 1, 1),
                new Region(0, 0, 47, 16),
                new Region(17, 11, 9, 24))) {
          Pixels part = decoder.decode(region);
          for (int y = 0; y < region.height(); y++) {
            int from = ((y + region.top()) * 47 + region.left()) * channels;
            assertThat(
                    Arrays.copyOfRange(
                        part.values(),
                        y * region.width() * channels,
                        (y + 1) * region.width() * channels))
                .as("%s, row %d of %s", kind[0], y, region)
                .isEqualTo(Arrays.copyOfRange(values, from, from + region.width() * channels));
          }
        }
      }
    }
  }

  @Test
  void aRegionOutsideThePictureIsRefused() throws BrokenImageException {
    byte[] file = GoldenPictures.file("baseline.jpg");
    try (ImageDecoder decoder = open(DecoderChoice.JDK)) {
      decoder.open(file, file.length);
      assertThatThrownBy(() -> decoder.decode(new Region(40, 0, 8, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("47x35");
    }
  }

  @Test
  void aFileWithoutItsEndIsBrokenWhereverItWasCut() {
    for (String name : List.of("baseline.jpg", "progressive.jpg", "thumbnail.jpg", "turned.jpg")) {
      byte[] file = GoldenPictures.file(name);
      for (int length = 3; length < file.length - 1; length += 7) {
        assertBroken(Arrays.copyOf(file, length), "cut off: the end-of-image marker is missing");
      }
    }
  }

  @Test
  void whatIsNoPictureIsBroken() {
    assertBroken(new byte[0], "the file is empty");
    assertBroken(text("<html>moved</html>"), "neither JPEG nor PNG, BMP, GIF, PGM or PPM");
    assertBroken(text("P6 2 2 255\nabc"), "cut off: 3 of 12 bytes of pixels");
    assertBroken(text("P6 2 2 65535\nabc"), "values up to 65535, only 255 is read");
    assertBroken(text("P6 20000 20000 255\n"), "20000x20000 pixels are above the 134217728");
    byte[] png = GoldenPictures.file("source.png");
    assertBroken(Arrays.copyOf(png, png.length / 2), "cannot be decoded as png");
  }

  @Test
  void kindsThatAreNotReadSaySo() {
    byte[] file = GoldenPictures.file("baseline.jpg");
    int frame = frame(file);
    assertBroken(with(file, frame + 1, 0xc9), "a JPEG with arithmetic coding, which is not read");
    assertBroken(with(file, frame + 1, 0xc3), "a lossless or hierarchical JPEG");
    assertBroken(with(file, frame + 4, 12), "12 bits a sample, only 8 are read");
    assertBroken(with(file, frame + 9, 2), "2 components, only 1, 3 and 4 are read");
    byte[] flat = with(with(file, frame + 5, 0), frame + 6, 0);
    assertBroken(flat, "a picture of 47x0 pixels");
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "TURBOJPEG"})
  void damagedFilesAreDecodedOrBrokenButNothingElse(DecoderChoice choice)
      throws BrokenImageException {
    RandomGenerator random = RandomStreams.of(11).stream("damage");
    int decoded = 0;
    try (ImageDecoder decoder = open(choice)) {
      for (int i = 0; i < 400; i++) {
        byte[] file = GoldenPictures.file(KINDS.get(i % KINDS.size())[0] + ".jpg");
        for (int change = 0; change < 1 + i % 4; change++) {
          file[random.nextInt(file.length)] = (byte) random.nextInt(256);
        }
        try {
          whole(decoder, file);
          decoded++;
        } catch (BrokenImageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
        if (i % 20 == 0) {
          // What went before leaves no trace.
          int[] found = GoldenPictures.rgb(whole(decoder, GoldenPictures.file("baseline.jpg")));
          int[] expected = GoldenPictures.rgb("baseline.png");
          assertThat(GoldenPictures.farthest(found, expected)).isLessThanOrEqualTo(1);
        }
      }
    }
    assertThat(decoded).isPositive();
  }

  @Test
  void otherFormatsAreToldByTheirContent() throws IOException, BrokenImageException {
    BufferedImage colour = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    colour.setRGB(0, 0, 0x0a141e);
    colour.setRGB(1, 0, 0xfffefd);
    int[] expected = {10, 20, 30, 255, 254, 253};
    try (ImageDecoder decoder = open(DecoderChoice.JDK)) {
      for (String format : List.of("png", "bmp", "gif")) {
        assertThat(GoldenPictures.rgb(whole(decoder, encoded(colour, format))))
            .as(format)
            .isEqualTo(expected);
      }
      byte[] map = text("P6 # a comment\n2 1\n255\n......");
      for (int i = 0; i < 6; i++) {
        map[map.length - 6 + i] = (byte) expected[i];
      }
      assertThat(GoldenPictures.rgb(whole(decoder, map))).isEqualTo(expected);
      byte[] grey = text("P5 3 1 255\nABC");
      Pixels pixels = whole(decoder, grey);
      assertThat(pixels.channels()).isEqualTo(1);
      assertThat(pixels.at(1, 0, 0)).isEqualTo('B');
    }
  }

  @Test
  void storedValuesAreKeptWhateverTransparencyOrDepth() throws IOException, BrokenImageException {
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x80c8963c);
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 100);
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x64ff);
    try (ImageDecoder decoder = open(DecoderChoice.JDK)) {
      assertThat(GoldenPictures.rgb(whole(decoder, encoded(clear, "png"))))
          .containsExactly(0xc8, 0x96, 0x3c);
      assertThat(GoldenPictures.rgb(whole(decoder, encoded(grey, "png"))))
          .containsExactly(100, 100, 100);
      assertThat(GoldenPictures.rgb(whole(decoder, encoded(deep, "png"))))
          .containsExactly(100, 100, 100);
    }
  }

  private static ImageDecoder open(DecoderChoice choice) {
    assumeTrue(
        choice != DecoderChoice.TURBOJPEG || Decoders.hasTurboJpeg(),
        "libturbojpeg is not installed");
    return Decoders.of(choice).open();
  }

  private static Pixels whole(ImageDecoder decoder, byte[] file) throws BrokenImageException {
    decoder.open(file, file.length);
    return decoder.decode(Region.whole(decoder.width(), decoder.height()));
  }

  private static void assertBroken(byte[] file, String reason) {
    try (ImageDecoder decoder = open(DecoderChoice.JDK)) {
      assertThatThrownBy(() -> whole(decoder, file))
          .isInstanceOf(BrokenImageException.class)
          .hasMessageContaining(reason);
    }
  }

  private static byte[] with(byte[] file, int position, int value) {
    byte[] changed = file.clone();
    changed[position] = (byte) value;
    return changed;
  }

  private static int frame(byte[] file) {
    for (int i = 0; i < file.length - 1; i++) {
      if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError("no frame");
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
