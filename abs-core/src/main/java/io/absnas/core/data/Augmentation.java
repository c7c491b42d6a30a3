package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.PictureBytes;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The transform of training images: pad, random crop, random flip, RandAugment, normalise, cutout.
 * Its output is a pure function of the image and of the draws, which are made in this order: crop
 * row, crop column, flip, those of {@link RandAugment}, cutout centre row, cutout centre column;
 * what is switched off draws nothing.
 *
 * <p>The crop is uniform over the (2 pad + 1) squared positions, the cutout centre over all pixels
 * of the output; its square reaches from {@code centre - length / 2} to {@code centre + length / 2
 * - 1} and is cut at the borders.
 */
public final class Augmentation implements TrainingTransform {
  private final AugmentationConfig config;
  private final Optional<RandAugment> randAugment;
  private final PixelTransform transform;

  /** Random changes followed by a transform to network input. */
  public Augmentation(AugmentationConfig config, PixelTransform transform) {
    this(config, Optional.empty(), transform);
  }

  /** The same with changes of the values too, if there are any. */
  public Augmentation(
      AugmentationConfig config, Optional<RandAugment> randAugment, PixelTransform transform) {
    this.randAugment = requireNonNull(randAugment, "randAugment is null");
    this.config = requireNonNull(config, "config is null");
    this.transform = requireNonNull(transform, "transform is null");
  }

  @Override
  public PixelTransform transform() {
    return transform;
  }

  @Override
  public String description() {
    return config
        + randAugment.map(changes -> ", " + changes).orElse("")
        + ", "
        + transform.description();
  }

  @Override
  public HostBatch batch(ImageSource source, int[] indices, IntFunction<RandomGenerator> draws) {
    PixelImages images = PixelTransform.pixels(source);
    float[] values = new float[indices.length * transform.outputSize()];
    int[] labels = new int[indices.length];
    for (int position = 0; position < indices.length; position++) {
      labels[position] = images.label(indices[position]);
      int offset = position * transform.outputSize();
      write(images, indices[position], draws.apply(position), values, offset);
    }
    return new HostBatch(values, labels, transform.side(), transform.side(), transform.channels());
  }

  /**
   * Writes one image.
   *
   * @param target receives {@link PixelTransform#outputSize()} values in the order (height, width,
   *     channels)
   */
  public void write(
      PixelImages images, int index, RandomGenerator random, float[] target, int offset) {
    int up = 0;
    int left = 0;
    if (config.pad() > 0) {
      up = random.nextInt(2 * config.pad() + 1) - config.pad();
      left = random.nextInt(2 * config.pad() + 1) - config.pad();
    }
    boolean flip = config.flip() && random.nextBoolean();
    if (randAugment.isPresent()) {
      byte[] moved = new byte[transform.outputSize()];
      transform.place(images, index, up, left, flip, moved);
      int side = transform.side();
      randAugment.get().apply(new PictureBytes(moved, 0, side, side, transform.channels()), random);
      transform.normalise(moved, target, offset);
    } else {
      transform.write(images, index, up, left, flip, target, offset);
    }
    if (config.cutout() > 0) {
      cut(random.nextInt(transform.side()), random.nextInt(transform.side()), target, offset);
    }
  }

  private void cut(int centreRow, int centreColumn, float[] target, int offset) {
    int side = transform.side();
    int half = config.cutout() / 2;
    int channels = transform.channels();
    int left = Math.max(0, centreColumn - half);
    int right = Math.min(side, centreColumn + half);
    for (int y = Math.max(0, centreRow - half); y < Math.min(side, centreRow + half); y++) {
      int row = offset + y * side * channels;
      for (int i = row + left * channels; i < row + right * channels; i++) {
        target[i] = 0;
      }
    }
  }
}
