package io.absnas.core.image;

import java.awt.Rectangle;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The decoder of the Java platform.
 *
 * <p>It is given a header without profiles, which it would apply, and with a marker that settles
 * the colours, which it would guess at; and a target with the bands in the order red, green, blue,
 * because it copies pixel by pixel into any other. Rows below the region are not decoded.
 */
final class JdkJpeg implements JpegDecoder {
  private static final int[] RGB = {0, 1, 2};
  private static final int[] GREY = {0};

  private final ColorModel rgb = opaque(ColorSpace.CS_sRGB);
  private final ColorModel grey = opaque(ColorSpace.CS_GRAY);
  private final ImageReader reader;
  private final Content content = new Content();

  JdkJpeg() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      throw new IllegalStateException(
          "this Java has no JPEG reader: module java.desktop is missing");
    }
    reader = readers.next();
  }

  private static ColorModel opaque(int colourSpace) {
    return new ComponentColorModel(
        ColorSpace.getInstance(colourSpace),
        false,
        false,
        Transparency.OPAQUE,
        DataBuffer.TYPE_BYTE);
  }

  @Override
  public void decode(byte[] file, int length, JpegHeader header, Region region, Pixels target)
      throws BrokenImageException {
    try {
      content.open(header.plainHeader(), file, header.scanStart(), length);
      reader.setInput(content, true, true);
      ImageReadParam part = reader.getDefaultReadParam();
      part.setSourceRegion(
          new Rectangle(region.left(), region.top(), region.width(), region.height()));
      switch (header.colour()) {
        case GREY -> into(target, 1, part, region);
        case RGB, YCBCR -> into(target, 3, part, region);
        case CMYK, YCCK -> {
          byte[] inks = inks(part);
          if (header.colour() == JpegHeader.Colour.YCCK) {
            Inks.fromYcck(inks, region.width() * region.height());
          }
          target.reshape(region.width(), region.height(), 3);
          Inks.toRgb(inks, 0, target.values(), 0, region.width() * region.height());
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new BrokenImageException("cannot be decoded: " + e.getMessage(), e);
    }
  }

  private void into(Pixels target, int channels, ImageReadParam part, Region region)
      throws IOException {
    target.reshape(region.width(), region.height(), channels);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(target.values(), target.values().length),
            region.width(),
            region.height(),
            region.width() * channels,
            channels,
            channels == 1 ? GREY : RGB,
            null);
    part.setDestination(new BufferedImage(channels == 1 ? grey : rgb, raster, false, null));
    reader.read(0, part);
  }

  /** Four values a pixel, as they are stored. */
  private byte[] inks(ImageReadParam part) throws IOException {
    Raster raster = reader.readRaster(0, part);
    return ((DataBufferByte) raster.getDataBuffer()).getData();
  }

  @Override
  public void close() {
    reader.dispose();
  }

  /**
   * A header and the scans of a file, one after the other. It is used for one file after the other,
   * because each object of its superclass is one more that waits for its finalizer.
   */
  private static final class Content extends ImageInputStreamImpl {
    private byte[] header = new byte[0];
    private byte[] file = header;
    private int scans;
    private int length;

    void open(byte[] newHeader, byte[] newFile, int newScans, int fileLength) {
      header = newHeader;
      file = newFile;
      scans = newScans;
      length = newHeader.length + fileLength - newScans;
      streamPos = 0;
      flushedPos = 0;
      bitOffset = 0;
    }

    @Override
    public int read() {
      bitOffset = 0;
      if (streamPos >= length) {
        return -1;
      }
      int at = (int) streamPos++;
      return (at < header.length ? header[at] : file[at - header.length + scans]) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      bitOffset = 0;
      if (streamPos >= length) {
        return -1;
      }
      int at = (int) streamPos;
      int copied;
      if (at < header.length) {
        copied = Math.min(count, header.length - at);
        System.arraycopy(header, at, target, offset, copied);
      } else {
        copied = Math.min(count, length - at);
        System.arraycopy(file, at - header.length + scans, target, offset, copied);
      }
      streamPos += copied;
      return copied;
    }

    @Override
    public long length() {
      return length;
    }
  }
}
