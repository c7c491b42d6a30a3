package io.absnas.core.space;

/**
 * Where a choice block of a layered space stands.
 *
 * @param inChannels channels of its input
 * @param outChannels channels of its output
 * @param inSide height and width of its input in pixels
 * @param stride 1 or 2
 */
public record LayerShape(int inChannels, int outChannels, int inSide, int stride) {
  /** Checks all four. */
  public LayerShape {
    if (inChannels < 1 || outChannels < 1) {
      throw new IllegalArgumentException(
          "channels must be positive, were " + inChannels + " and " + outChannels);
    }
    if (stride != 1 && stride != 2) {
      throw new IllegalArgumentException("stride must be 1 or 2, was " + stride);
    }
    if (inSide < 1 || inSide % stride != 0) {
      throw new IllegalArgumentException(
          "side must be a positive multiple of stride " + stride + ", was " + inSide);
    }
  }

  /** Height and width of the output in pixels. */
  public int outSide() {
    return inSide / stride;
  }

  /** Whether the shape stays, so that a residual is added and identity is legal. */
  public boolean keepsShape() {
    return stride == 1 && inChannels == outChannels;
  }
}
