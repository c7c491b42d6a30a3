package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.Axis;
import io.absnas.core.image.PictureBytes;
import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Random changes of pictures of any size. Draws are made in the order crop, lighting (reference
 * only), flip, {@link ColourJitter}, {@link RandAugment}.
 */
public final class PhotoAugmentation implements TrainingTransform {
  private final PhotoTransform transform;
  private final Optional<ColourJitter> colourJitter;
  private final Optional<RandAugment> randAugment;

  /** The changes that belong to the style of a transform. */
  public PhotoAugmentation(PhotoTransform transform) {
    this(transform, Optional.empty(), Optional.empty());
  }

  /** The same with changes of the values too, if there are any; red must come first. */
  public PhotoAugmentation(
      PhotoTransform transform,
      Optional<ColourJitter> colourJitter,
      Optional<RandAugment> randAugment) {
    this.colourJitter = requireNonNull(colourJitter, "colourJitter is null");
    this.randAugment = requireNonNull(randAugment, "randAugment is null");
    if ((colourJitter.isPresent() || randAugment.isPresent()) && transform.style().blueFirst()) {
      throw new IllegalArgumentException(
          "colour jitter and RandAugment need red before green before blue");
    }
    this.transform = requireNonNull(transform, "transform is null");
  }

  @Override
  public PhotoTransform transform() {
    return transform;
  }

  @Override
  public String description() {
    return "random crops, "
        + colourJitter.map(changes -> changes + ", ").orElse("")
        + randAugment.map(changes -> changes + ", ").orElse("")
        + transform.description();
  }

  @Override
  public HostBatch batch(ImageSource images, int[] indices, IntFunction<RandomGenerator> draws) {
    Photos photos = PhotoTransform.photos(images);
    byte[] values = new byte[indices.length * transform.outputSize()];
    try (PhotoReader reader = photos.reader()) {
      for (int position = 0; position < indices.length; position++) {
        reader.open(indices[position]);
        write(reader, draws.apply(position), values, position * transform.outputSize());
      }
    }
    return transform.batch(values, PhotoTransform.labels(photos, indices));
  }

  /** Writes the opened picture. */
  private void write(PhotoReader reader, RandomGenerator random, byte[] target, int offset) {
    PhotoStyle style = transform.style();
    int side = transform.side();
    Region crop =
        switch (style) {
          case REFERENCE -> RandomCrops.square(reader.width(), reader.height(), random);
          case STANDARD -> RandomCrops.resized(reader.width(), reader.height(), random);
        };
    Optional<byte[][]> lighting =
        style == PhotoStyle.REFERENCE ? Optional.of(Lighting.tables(random)) : Optional.empty();
    boolean flip = random.nextBoolean();
    Axis columns = PhotoTransform.axis(style, crop.width(), side, 0, side);
    Axis rows = PhotoTransform.axis(style, crop.height(), side, 0, side);
    Pixels part = reader.decode(crop);
    reader
        .resizer(style.blueFirst())
        .write(part, flip ? columns.mirrored() : columns, rows, lighting, target, offset);
    PictureBytes picture = new PictureBytes(target, offset, side, side, transform.channels());
    colourJitter.ifPresent(changes -> changes.apply(picture, random));
    randAugment.ifPresent(changes -> changes.apply(picture, random));
  }
}
