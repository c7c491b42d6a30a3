package io.absnas.core.image;

/** Decodes the scans of JPEG files one after the other; for one thread. */
sealed interface JpegDecoder extends AutoCloseable permits JdkJpeg, TurboJpeg {
  /**
   * Decodes a part of a picture.
   *
   * @param file the whole file; {@code length} bytes count
   * @param header of this file
   * @param region inside the picture
   * @param target receives grey or red, green, blue
   */
  void decode(byte[] file, int length, JpegHeader header, Region region, Pixels target)
      throws BrokenImageException;

  @Override
  void close();
}
