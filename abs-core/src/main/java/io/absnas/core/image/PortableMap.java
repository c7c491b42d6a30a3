package io.absnas.core.image;

/** Binary PGM and PPM files (netpbm's P5 and P6) of 8 bits a value. */
final class PortableMap {
  private static final int MAX_VALUE = 255;

  private final byte[] file;
  private final int length;
  private int at = 2;

  private PortableMap(byte[] file, int length) {
    this.file = file;
    this.length = length;
  }

  static void decode(byte[] file, int length, Pixels target) throws BrokenImageException {
    PortableMap map = new PortableMap(file, length);
    int channels = file[1] == '5' ? 1 : 3;
    int width = map.number();
    int height = map.number();
    int most = map.number();
    map.at++; // the one blank before the values
    ImageDecoder.requireFits(width, height);
    if (width == 0 || height == 0) {
      throw new BrokenImageException("a picture of " + width + "x" + height + " pixels");
    }
    if (most != MAX_VALUE) {
      throw new BrokenImageException("values up to " + most + ", only 255 is read");
    }
    int size = width * height * channels;
    if (length - map.at < size) {
      throw new BrokenImageException(
          "cut off: %d of %d bytes of pixels".formatted(Math.max(0, length - map.at), size));
    }
    target.reshape(width, height, channels);
    System.arraycopy(file, map.at, target.values(), 0, size);
  }

  /** The next number of the header, after blanks and comments. */
  private int number() throws BrokenImageException {
    while (at < length && (Character.isWhitespace(file[at]) || file[at] == '#')) {
      if (file[at] == '#') {
        while (at < length && file[at] != '\n') {
          at++;
        }
      } else {
        at++;
      }
    }
    int value = 0;
    int start = at;
    while (at < length && file[at] >= '0' && file[at] <= '9' && at - start < 9) {
      value = 10 * value + file[at++] - '0';
    }
    if (at == start) {
      throw new BrokenImageException("a header that is none of PGM or PPM");
    }
    return value;
  }
}
