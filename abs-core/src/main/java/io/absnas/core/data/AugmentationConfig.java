package io.absnas.core.data;

/**
 * Random changes of training images.
 *
 * @param flip whether left and right are exchanged with probability one half
 * @param pad pixels of black added on each side before a random crop of the input size; 0: no crop
 * @param cutout side in pixels of the square that is set to 0 after normalisation (arXiv
 *     1708.04552), cut off at the borders; even; 0: none
 */
public record AugmentationConfig(boolean flip, int pad, int cutout) {
  private static final int MAX_PAD = 128;
  private static final int MAX_CUTOUT = 256;

  /** Training images as they are. */
  public static final AugmentationConfig NONE = new AugmentationConfig(false, 0, 0);

  /** The usual one for 32x32 images: flip, crop after padding by 4, no cutout. */
  public static final AugmentationConfig STANDARD = new AugmentationConfig(true, 4, 0);

  /** Checks ranges. */
  public AugmentationConfig {
    if (pad < 0 || pad > MAX_PAD) {
      throw new IllegalArgumentException("pad is " + pad + ", allowed 0 to " + MAX_PAD);
    }
    if (cutout < 0 || cutout > MAX_CUTOUT || cutout % 2 != 0) {
      throw new IllegalArgumentException(
          "cutout is " + cutout + ", allowed 0 or an even number up to " + MAX_CUTOUT);
    }
  }
}
