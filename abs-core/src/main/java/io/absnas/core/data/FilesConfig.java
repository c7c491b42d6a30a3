package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.DecoderChoice;
import java.util.Optional;

/**
 * Section {@code data.files}, for {@code data.source: folder}: pictures of any size in files.
 *
 * @param testDir folder or archive of the images of {@code held-out: test}
 * @param trainList images to train on, a list of {@code abs split}
 * @param heldOutList images to evaluate on, the other list
 * @param transform how pictures become network input; {@code reference} if absent
 * @param resize shorter side in pixels before the centre crop of evaluation; 8/7 of {@code
 *     data.side} if absent, 256 for 224
 * @param decoder what decodes JPEGs; {@code auto} if absent
 * @param onBroken what becomes of broken files; {@code fail} if absent
 * @param cache directory for lists of files and decoded evaluation images; without it lists only
 *     are kept, in the user's cache directory
 */
public record FilesConfig(
    Optional<String> testDir,
    Optional<String> trainList,
    Optional<String> heldOutList,
    Optional<PhotoStyle> transform,
    Optional<Integer> resize,
    Optional<DecoderChoice> decoder,
    Optional<OnBroken> onBroken,
    Optional<String> cache) {
  private static final int MAX_RESIZE = 2048;

  /** All values absent. */
  public static final FilesConfig DEFAULT =
      new FilesConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Checks what can be checked without the rest of {@code data}. */
  public FilesConfig {
    requireNonNull(testDir, "testDir is null");
    requireNonNull(trainList, "trainList is null");
    requireNonNull(heldOutList, "heldOutList is null");
    requireNonNull(transform, "transform is null");
    requireNonNull(resize, "resize is null");
    requireNonNull(decoder, "decoder is null");
    requireNonNull(onBroken, "onBroken is null");
    requireNonNull(cache, "cache is null");
    if (resize.isPresent() && (resize.get() < 1 || resize.get() > MAX_RESIZE)) {
      throw new IllegalArgumentException(
          "resize is %d, allowed 1 to %d".formatted(resize.get(), MAX_RESIZE));
    }
    if (trainList.isPresent() != heldOutList.isPresent()) {
      throw new IllegalArgumentException("trainList and held-out-list go together");
    }
  }

  /** The style, {@code REFERENCE} unless given. */
  public PhotoStyle style() {
    return transform.orElse(PhotoStyle.REFERENCE);
  }

  /** The shorter side before the crop of evaluation. */
  public int resizeFor(int side) {
    return resize.orElse((int) Math.rint(side * 8 / 7.0));
  }
}
