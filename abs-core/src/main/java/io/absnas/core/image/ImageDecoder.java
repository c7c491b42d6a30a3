package io.absnas.core.image;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Decodes image files one after the other into memory that it uses again; for one thread.
 *
 * <p>The kind of a file is told by its content, whatever its name: JPEG (baseline and progressive;
 * grey, colour, four inks), PNG, BMP, GIF, and binary PGM and PPM. Values are those that the file
 * holds: no profile, gamma or orientation is applied and transparency is left out, as with PIL's
 * {@code convert("RGB")}. Grey pictures have one channel.
 */
public final class ImageDecoder implements AutoCloseable {
  private static final long MAX_PIXELS = 1L << 27;

  private final JpegDecoder jpeg;
  private final Pixels region = new Pixels();
  private final Pixels whole = new Pixels();
  private byte[] file = new byte[0];
  private int length;
  private @Nullable JpegHeader header;

  ImageDecoder(JpegDecoder jpeg) {
    this.jpeg = requireNonNull(jpeg, "jpeg is null");
  }

  /**
   * Looks at a file and whether it is whole.
   *
   * @param content the bytes, which must not change before the last {@link #decode}
   * @param size how many of them count
   */
  public void open(byte[] content, int size) throws BrokenImageException {
    file = content;
    length = size;
    header = null;
    if (JpegHeader.matches(content, size)) {
      JpegHeader found = JpegHeader.read(content, size);
      requireFits(found.width(), found.height());
      header = found;
    } else {
      PlainFormats.decode(content, size, whole);
    }
  }

  static void requireFits(long width, long height) throws BrokenImageException {
    if (width * height > MAX_PIXELS) {
      throw new BrokenImageException(
          "%dx%d pixels are above the %d that are read".formatted(width, height, MAX_PIXELS));
    }
  }

  /** Columns of the picture. */
  public int width() {
    return header == null ? whole.width() : header.width();
  }

  /** Rows of the picture. */
  public int height() {
    return header == null ? whole.height() : header.height();
  }

  /**
   * Decodes a part of the picture.
   *
   * @param part inside the picture
   * @return valid until the next call of any method
   */
  public Pixels decode(Region part) throws BrokenImageException {
    if (!part.inside(width(), height())) {
      throw new IllegalArgumentException(
          part + " is not inside " + width() + "x" + height() + " pixels");
    }
    JpegHeader found = header;
    if (found != null) {
      jpeg.decode(file, length, found, part, region);
      return region;
    }
    if (part.equals(Region.whole(whole.width(), whole.height()))) {
      return whole;
    }
    region.crop(whole, part);
    return region;
  }

  @Override
  public void close() {
    jpeg.close();
  }
}
