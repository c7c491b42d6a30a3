package io.absnas.core.space;

/**
 * Layers of equal width in a layered space.
 *
 * @param width output channels of each layer
 * @param repeats number of layers
 * @param stride stride of the first layer, 1 or 2; the others have 1
 */
public record Stage(int width, int repeats, int stride) {
  /** Checks all three. */
  public Stage {
    if (width < 1 || repeats < 1) {
      throw new IllegalArgumentException(
          "width and repeats must be positive, were " + width + " and " + repeats);
    }
    if (stride != 1 && stride != 2) {
      throw new IllegalArgumentException("stride must be 1 or 2, was " + stride);
    }
  }
}
