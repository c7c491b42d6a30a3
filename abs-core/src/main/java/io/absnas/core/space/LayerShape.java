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
  /** Most channels of a layer; with {@link #MOST_SIDE} its FLOPs cannot overflow a long. */
  static final int MOST_CHANNELS = 1 << 15;

  /** Largest height and width of a map in pixels. */
  static final int MOST_SIDE = 1 << 12;

  /** Checks all four. */
  public LayerShape {
    if (inChannels < 1
        || outChannels < 1
        || inChannels > MOST_CHANNELS
        || outChannels > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "channels must be 1 to "
              + MOST_CHANNELS
              + ", were "
              + inChannels
              + " and "
              + outChannels);
    }
    if (stride != 1 && stride != 2) {
      throw new IllegalArgumentException("stride must be 1 or 2, was " + stride);
    }
    if (inSide > MOST_SIDE) {
      throw new IllegalArgumentException(
          "side must be at most " + MOST_SIDE + " pixels, was " + inSide);
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
