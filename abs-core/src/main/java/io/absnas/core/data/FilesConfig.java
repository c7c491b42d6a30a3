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
 * @param cache directory for lists of files and decoded pictures; the user's if absent
 * @param decode whether pictures of evaluation and recalibration are decoded once and kept; {@code
 *     each-time} if absent
 * @param trainingSide shorter side in pixels that training pictures are resized to before they are
 *     kept, so that they need not be decoded at every use; if absent they are not kept
 * @param colourJitter random changes of the colours of training pictures; none if absent
 */
public record FilesConfig(
    Optional<String> testDir,
    Optional<String> trainList,
    Optional<String> heldOutList,
    Optional<PhotoStyle> transform,
    Optional<Integer> resize,
    Optional<DecoderChoice> decoder,
    Optional<OnBroken> onBroken,
    Optional<String> cache,
    Optional<Decode> decode,
    Optional<Integer> trainingSide,
    Optional<ColourJitter> colourJitter) {
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
    requireNonNull(decode, "decode is null");
    requireNonNull(trainingSide, "trainingSide is null");
    requireNonNull(colourJitter, "colourJitter is null");
    resize.ifPresent(value -> requireSide("resize", value));
    trainingSide.ifPresent(value -> requireSide("trainingSide", value));
    if (trainList.isPresent() != heldOutList.isPresent()) {
      throw new IllegalArgumentException("trainList and held-out-list go together");
    }
    if (colourJitter.isPresent() && transform.orElse(PhotoStyle.REFERENCE).blueFirst()) {
      throw new IllegalArgumentException(
          "colourJitter has no meaning for transform: reference; it goes with standard");
    }
  }

  private static void requireSide(String key, int value) {
    if (value < 1 || value > MAX_RESIZE) {
      throw new IllegalArgumentException(
          "%s is %d, allowed 1 to %d".formatted(key, value, MAX_RESIZE));
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
