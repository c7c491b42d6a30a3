package io.absnas.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Files that are no JPEG: PNG, BMP and GIF through the Java platform, binary PGM and PPM. */
final class PlainFormats {
  private PlainFormats() {}

  static void decode(byte[] file, int length, Pixels target) throws BrokenImageException {
    if (length == 0) {
      throw new BrokenImageException("the file is empty");
    }
    if (startsWith(file, length, "P5") || startsWith(file, length, "P6")) {
      PortableMap.decode(file, length, target);
    } else if (startsWith(file, length, "\u0089PNG\r\n")) {
      read("png", file, length, target);
    } else if (startsWith(file, length, "GIF8")) {
      read("gif", file, length, target);
    } else if (startsWith(file, length, "BM")) {
      read("bmp", file, length, target);
    } else {
      throw new BrokenImageException("neither JPEG nor PNG, BMP, GIF, PGM or PPM");
    }
  }

  private static boolean startsWith(byte[] file, int length, String text) {
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((file[i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void read(String format, byte[] file, int length, Pixels target)
      throws BrokenImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new BrokenImageException("this Java reads no " + format);
    }
    ImageReader reader = readers.next();
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file, 0, length))) {
      reader.setInput(in, true, true);
      ImageDecoder.requireFits(reader.getWidth(0), reader.getHeight(0));
      copy(reader.read(0), target);
    } catch (IOException | RuntimeException e) {
      throw new BrokenImageException("cannot be decoded as " + format + ": " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  /** Takes the stored values, so that neither gamma nor profile changes them. */
  private static void copy(BufferedImage image, Pixels target) throws BrokenImageException {
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    int width = image.getWidth();
    int height = image.getHeight();
    if (colours instanceof IndexColorModel palette) {
      palette(raster, palette, target);
      return;
    }
    int bands = raster.getNumBands();
    int type = raster.getTransferType();
    boolean packed = raster.getSampleModel().getSampleSize(0) < 8;
    if ((type != DataBuffer.TYPE_BYTE
            && type != DataBuffer.TYPE_USHORT
            && type != DataBuffer.TYPE_INT)
        || packed) {
      throw new BrokenImageException("pixels of an unknown layout: " + raster.getSampleModel());
    }
    int shift = type == DataBuffer.TYPE_USHORT ? 8 : 0;
    int channels = bands < 3 ? 1 : 3;
    target.reshape(width, height, channels);
    int[] row = new int[width * bands];
    int out = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          target.values()[out++] = (byte) (row[x * bands + channel] >> shift);
        }
      }
    }
  }

  private static void palette(Raster raster, IndexColorModel palette, Pixels target) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    target.reshape(raster.getWidth(), raster.getHeight(), 3);
    int[] row = new int[raster.getWidth()];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (int index : row) {
        int colour = index < colours.length ? colours[index] : 0;
        target.values()[out++] = (byte) (colour >> 16);
        target.values()[out++] = (byte) (colour >> 8);
        target.values()[out++] = (byte) colour;
      }
    }
  }
}
