package io.absnas.core.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Files and results of golden/image, made by scripts/make-image-golden.py. */
public final class GoldenPictures {
  private GoldenPictures() {}

  /** The bytes of a file. */
  public static byte[] file(String name) {
    try (InputStream in = GoldenPictures.class.getResourceAsStream("/golden/image/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Red, green, blue of each pixel; grey ones three times the same. */
  public static int[] rgb(String name) {
    try (InputStream in = GoldenPictures.class.getResourceAsStream("/golden/image/" + name)) {
      BufferedImage image = ImageIO.read(in);
      int bands = image.getRaster().getNumBands();
      int[] stored =
          image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
      int[] values = new int[image.getWidth() * image.getHeight() * 3];
      for (int i = 0; i < values.length; i++) {
        values[i] = stored[bands == 1 ? i / 3 : i];
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The decoded picture as it is, for resizing. */
  static Pixels pixels(String name) {
    byte[] content = file(name);
    try (ImageDecoder decoder = Decoders.of(DecoderChoice.JDK).open()) {
      decoder.open(content, content.length);
      return decoder.decode(Region.whole(decoder.width(), decoder.height()));
    } catch (BrokenImageException e) {
      throw new IllegalStateException(name, e);
    }
  }

  static int[] rgb(Pixels pixels) {
    int[] values = new int[pixels.width() * pixels.height() * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels.values()[pixels.channels() == 1 ? i / 3 : i] & 0xff;
    }
    return values;
  }

  /** The largest difference. */
  public static int farthest(int[] some, int[] others) {
    if (some.length != others.length) {
      throw new AssertionError(some.length + " values and " + others.length);
    }
    int most = 0;
    for (int i = 0; i < some.length; i++) {
      most = Math.max(most, Math.abs(some[i] - others[i]));
    }
    return most;
  }
}
