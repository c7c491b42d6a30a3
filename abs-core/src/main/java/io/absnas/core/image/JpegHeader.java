package io.absnas.core.image;

import java.util.Arrays;

/**
 * What stands before the first scan of a JPEG file (ITU-T T.81), and whether the file is whole.
 *
 * <p>The colours of the components follow the rules of libjpeg: JFIF means YCbCr, Adobe's marker
 * says it, otherwise components with the letters R, G, B are these and all others are YCbCr.
 *
 * <p>A file is whole if an end-of-image marker follows its first scan; in scan data these two bytes
 * never stand beside each other. Bytes after the marker are allowed.
 */
final class JpegHeader {
  /** What the components are. */
  enum Colour {
    GREY(1),
    RGB(3),
    YCBCR(3),
    CMYK(4),
    YCCK(4);

    private final int components;

    Colour(int components) {
      this.components = components;
    }

    int components() {
      return components;
    }
  }

  private static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };
  private static final byte[] ADOBE = {
    (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };
  private static final int ADOBE_TRANSFORM = 11;
  private static final int NO_TRANSFORM = -1;

  private final byte[] file;
  private final int length;
  private int at = 2;

  private int width;
  private int height;
  private int components;
  private byte[] ids = new byte[0];
  private int frameAt;
  private boolean sequential;
  private int rowsOfBlocks;
  private boolean jfif;
  private int transform = NO_TRANSFORM;
  private int kept = 2;
  private byte[] plain = {(byte) 0xff, (byte) 0xd8, 0, 0};

  private JpegHeader(byte[] file, int length) {
    this.file = file;
    this.length = length;
  }

  /** Whether the content begins like a JPEG file. */
  static boolean matches(byte[] file, int length) {
    return length >= 3
        && (file[0] & 0xff) == 0xff
        && (file[1] & 0xff) == 0xd8
        && (file[2] & 0xff) == 0xff;
  }

  /**
   * Reads the header.
   *
   * @throws BrokenImageException if the file is cut off, damaged, or of a kind that is not decoded
   */
  static JpegHeader read(byte[] file, int length) throws BrokenImageException {
    JpegHeader header = new JpegHeader(file, length);
    header.parse();
    header.requireEnd();
    return header;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  Colour colour() {
    return switch (components) {
      case 1 -> Colour.GREY;
      case 3 -> isRgb() ? Colour.RGB : Colour.YCBCR;
      default -> transform == NO_TRANSFORM || transform == 0 ? Colour.CMYK : Colour.YCCK;
    };
  }

  private boolean isRgb() {
    if (jfif) {
      return false;
    }
    return transform == NO_TRANSFORM
        ? ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B'
        : transform == 0;
  }

  /**
   * The header without profiles, thumbnails, orientation and comments, and with a marker that
   * leaves no doubt about the colours; the file goes on at {@link #scanStart}.
   */
  byte[] plainHeader() {
    Colour colour = colour();
    byte[] marker =
        switch (colour) {
          case GREY, YCBCR -> JFIF;
          case RGB, CMYK -> ADOBE;
          case YCCK -> {
            byte[] transformed = ADOBE.clone();
            transformed[transformed.length - 1] = 2;
            yield transformed;
          }
        };
    byte[] header = new byte[kept + marker.length];
    System.arraycopy(plain, 0, header, 0, 2);
    System.arraycopy(marker, 0, header, 2, marker.length);
    System.arraycopy(plain, 2, header, 2 + marker.length, kept - 2);
    return header;
  }

  /** Position of the marker that starts the first scan. */
  int scanStart() {
    return at;
  }

  /** Position in the file of the two bytes of the height. */
  int heightAt() {
    return frameAt + 1;
  }

  /**
   * The number of rows, counted from the top, that a decoder must make so that the first {@code
   * rows} are right: whole blocks, and one more that colours are interpolated with. All rows where
   * the picture comes in several scans.
   */
  int rowsFor(int rows) {
    boolean oneScan = sequential && at + 4 < length && (file[at + 4] & 0xff) == components;
    int unit = 8 * Math.max(1, rowsOfBlocks);
    return oneScan ? Math.min(height, (rows / unit + 2) * unit) : height;
  }

  private void parse() throws BrokenImageException {
    while (true) {
      int start = at;
      int marker = nextMarker();
      if (marker == 0xda) {
        at = start;
        requireFrame();
        return;
      }
      if (marker == 0xd8 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
        continue;
      }
      if (marker == 0xd9) {
        throw new BrokenImageException("no picture before the end-of-image marker");
      }
      int segment = at;
      int size = u16(segment);
      if (size < 2 || segment + size > length) {
        throw cutOff();
      }
      segment(marker, segment + 2, size - 2);
      at = segment + size;
      if (marker == 0xc4 || marker == 0xdb || marker == 0xdd || (marker & 0xf0) == 0xc0) {
        keep(marker, segment, size);
      }
    }
  }

  /** Skips to the next marker, over fill bytes and whatever else decoders pass over. */
  private int nextMarker() throws BrokenImageException {
    while (at < length && (file[at] & 0xff) != 0xff) {
      at++;
    }
    while (at < length && (file[at] & 0xff) == 0xff) {
      at++;
    }
    if (at >= length) {
      throw cutOff();
    }
    return file[at++] & 0xff;
  }

  private void segment(int marker, int from, int size) throws BrokenImageException {
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> {
        sequential = marker != 0xc2;
        frame(from, size);
      }
      case 0xc3, 0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf ->
          throw new BrokenImageException("a lossless or hierarchical JPEG, which is not read");
      case 0xc9, 0xca ->
          throw new BrokenImageException("a JPEG with arithmetic coding, which is not read");
      case 0xe0 -> jfif |= size >= 14 && startsWith(from, "JFIF\0");
      case 0xee -> {
        if (size > ADOBE_TRANSFORM && startsWith(from, "Adobe")) {
          transform = file[from + ADOBE_TRANSFORM] & 0xff;
        }
      }
      default -> {}
    }
  }

  private void frame(int from, int size) throws BrokenImageException {
    if (components != 0) {
      throw new BrokenImageException("two pictures in one JPEG, which is not read");
    }
    if (size < 6) {
      throw new BrokenImageException("the frame header is too short");
    }
    int precision = file[from] & 0xff;
    height = u16(from + 1);
    width = u16(from + 3);
    components = file[from + 5] & 0xff;
    if (precision != 8) {
      throw new BrokenImageException(precision + " bits a sample, only 8 are read");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new BrokenImageException(components + " components, only 1, 3 and 4 are read");
    }
    if (size < 6 + 3 * components) {
      throw new BrokenImageException("the frame header is too short");
    }
    ids = new byte[components];
    for (int i = 0; i < components; i++) {
      ids[i] = file[from + 6 + 3 * i];
      rowsOfBlocks = Math.max(rowsOfBlocks, file[from + 7 + 3 * i] & 0xf);
    }
    frameAt = from;
  }

  private void requireFrame() throws BrokenImageException {
    if (components == 0) {
      throw new BrokenImageException("a scan before the frame header");
    }
    if (width == 0 || height == 0) {
      throw new BrokenImageException("a picture of " + width + "x" + height + " pixels");
    }
  }

  private void requireEnd() throws BrokenImageException {
    for (int i = length - 2; i > at; i--) {
      if (file[i + 1] == (byte) 0xd9 && file[i] == (byte) 0xff) {
        return;
      }
    }
    throw cutOff();
  }

  private static BrokenImageException cutOff() {
    return new BrokenImageException("cut off: the end-of-image marker is missing");
  }

  private void keep(int marker, int from, int size) {
    int end = kept + 2 + size;
    if (plain.length < end) {
      plain = Arrays.copyOf(plain, Math.max(end, 2 * plain.length));
    }
    plain[kept] = (byte) 0xff;
    plain[kept + 1] = (byte) marker;
    System.arraycopy(file, from, plain, kept + 2, size);
    kept = end;
  }

  private int u16(int from) {
    return from + 1 < length ? (file[from] & 0xff) << 8 | (file[from + 1] & 0xff) : 0;
  }

  private boolean startsWith(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (file[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
