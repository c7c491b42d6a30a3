package io.absnas.core.data;

/** How pictures of any size become the input of a network. */
public enum PhotoStyle {
  /**
   * That of the reference (arXiv 2004.13431, published programs). Training: square crop of random
   * area, resized to the two nearest pixels, PCA lighting, flip. Evaluation: shorter side resized
   * the same way, centre crop. Output: blue, green, red, 0 to 255.
   */
  REFERENCE,
  /**
   * The usual one (torchvision): random resized crop with jitter of area and aspect ratio, flip;
   * evaluation by resize and centre crop; antialiased; red, green, blue, normalised.
   */
  STANDARD;

  /** Whether pixels come as blue, green, red. */
  boolean blueFirst() {
    return this == REFERENCE;
  }
}
