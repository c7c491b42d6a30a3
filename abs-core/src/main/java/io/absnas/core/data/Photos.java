package io.absnas.core.data;

/** Pictures of any size that are cut and resized when they are needed. */
public abstract sealed class Photos implements ImageSource permits ImageFolder, DecodedPictures {
  Photos() {}

  @Override
  public abstract Photos part(String name, int[] positions);

  /** What decodes the files: {@code jdk} or {@code turbojpeg}. */
  public abstract String decoder();

  /** Number of broken images that were left out. */
  public abstract int skipped();

  /** Opens pictures for one thread; the caller closes it. */
  abstract PhotoReader reader();

  /**
   * Everything that decides what the pixels are, as far as it is known without looking at the
   * files, and where these lie.
   */
  abstract String identity();

  /**
   * Sizes and times of the files of some images as a hash; empty if one of them is so young that a
   * change from now on might have the same time.
   */
  abstract String stamp(int[] positions);
}
