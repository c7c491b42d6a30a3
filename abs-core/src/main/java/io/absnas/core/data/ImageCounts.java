package io.absnas.core.data;

/**
 * How many images a run has.
 *
 * @param training to train on
 * @param heldOut to evaluate on
 * @param assumed whether nobody has seen them
 */
public record ImageCounts(int training, int heldOut, boolean assumed) {
  /** Images of the test files of every data set of known size. */
  private static final int TEST_IMAGES = 10_000;

  /** Checks that there are some. */
  public ImageCounts {
    if (training < 1 || heldOut < 1) {
      throw new IllegalArgumentException(
          "images must be positive, were " + training + " and " + heldOut);
    }
  }

  /** Of images that are there. */
  public static ImageCounts of(DataPair data) {
    return new ImageCounts(data.training().size(), data.heldOut().size(), false);
  }

  /**
   * Of images that are not there: {@code data.images} to train on, {@code data.valid-images} held
   * out, or what is held out by default; of test images in folders 50 a class, as in ImageNet.
   *
   * @throws java.util.NoSuchElementException without {@code data.images}
   */
  public static ImageCounts assumed(DataConfig config, int classes) {
    int byDefault =
        config.source() == DataKind.FOLDER
            ? FolderData.HELD_OUT_PER_CLASS * classes
            : config.heldOut() == HeldOutPart.TEST ? TEST_IMAGES : Datasets.DEFAULT_VALID_IMAGES;
    return new ImageCounts(
        config.images().orElseThrow(), config.validImages().orElse(byDefault), true);
  }
}
