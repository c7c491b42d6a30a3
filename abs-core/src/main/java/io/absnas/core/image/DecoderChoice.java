package io.absnas.core.image;

/** Which program decodes JPEG files. */
public enum DecoderChoice {
  /** libturbojpeg where it is installed, else the Java platform's. */
  AUTO,
  /** The Java platform's. */
  JDK,
  /** libturbojpeg, which must be installed. */
  TURBOJPEG
}
