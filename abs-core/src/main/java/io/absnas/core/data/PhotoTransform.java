package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.Axis;
import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluation of pictures of any size: the shorter side is resized, then a square is cut from the
 * centre. Only the part of a picture that reaches the output is decoded.
 */
public final class PhotoTransform implements InputTransform {
  private static final int CHANNELS = 3;

  private final PhotoStyle style;
  private final int side;
  private final int resize;
  private final Optional<Normalisation> normalisation;

  /**
   * A transform.
   *
   * @param side height and width of the output in pixels
   * @param resize the shorter side before the crop, at least {@code side}
   * @param normalisation for {@link PhotoStyle#STANDARD}; the reference has none
   */
  public PhotoTransform(
      PhotoStyle style, int side, int resize, Optional<Normalisation> normalisation) {
    this.style = requireNonNull(style, "style is null");
    this.normalisation = requireNonNull(normalisation, "normalisation is null");
    this.side = side;
    this.resize = resize;
    if (side < 1 || resize < side) {
      throw new IllegalArgumentException(
          "side must be positive and resize not below it, were " + side + " and " + resize);
    }
    normalisation.ifPresent(value -> value.requireChannels(CHANNELS));
  }

  @Override
  public String description() {
    return "%s, shorter side %d, centre %d".formatted(style, resize, side);
  }

  /** How pictures are cut and resized. */
  public PhotoStyle style() {
    return style;
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public int channels() {
    return CHANNELS;
  }

  @Override
  public int valueBytes() {
    return Byte.BYTES;
  }

  @Override
  public void requireFits(ImageSource images) {
    photos(images);
  }

  /** The source as pictures of any size. */
  static Photos photos(ImageSource source) {
    if (source instanceof Photos photos) {
      return photos;
    }
    throw new IllegalArgumentException(source.id() + " has no pictures of any size");
  }

  static int[] labels(ImageSource source, int[] indices) {
    return IntStream.of(indices).map(source::label).toArray();
  }

  /** Works with all processors, since nobody else prepares batches of evaluation. */
  @Override
  public HostBatch batch(ImageSource images, int[] indices) {
    Photos photos = photos(images);
    byte[] values = new byte[indices.length * outputSize()];
    inParts(
        indices.length,
        (reader, position) -> {
          reader.open(indices[position]);
          write(reader, values, position * outputSize());
        },
        photos);
    return batch(values, labels(photos, indices));
  }

  /** Bytes and labels as a batch. */
  HostBatch batch(byte[] values, int[] labels) {
    return new HostBatch(
        new BytePixels(values, normalisation, CHANNELS), labels, side, side, CHANNELS);
  }

  /** Makes the image at a place of a batch. */
  @FunctionalInterface
  interface ImageMaker {
    void make(PhotoReader reader, int position);
  }

  /**
   * Makes a batch in as many parts as there are processors. Of several failures the one of the
   * first place is thrown, whatever thread was first.
   */
  static void inParts(int count, ImageMaker maker, Photos photos) {
    int parts = Math.min(count, Runtime.getRuntime().availableProcessors());
    @Nullable RuntimeException[] failures = new RuntimeException[parts];
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              try (PhotoReader reader = photos.reader()) {
                int end = (int) ((part + 1L) * count / parts);
                for (int position = (int) ((long) part * count / parts);
                    position < end;
                    position++) {
                  maker.make(reader, position);
                }
              } catch (RuntimeException e) {
                failures[part] = e;
              }
            });
    for (RuntimeException failure : failures) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Writes the opened picture. */
  void write(PhotoReader reader, byte[] target, int offset) {
    int width = resized(reader.width(), reader.height());
    int height = resized(reader.height(), reader.width());
    Axis columns = axis(reader.width(), width, cropStart(width));
    Axis rows = axis(reader.height(), height, cropStart(height));
    Region region =
        new Region(
            columns.start(),
            rows.start(),
            columns.end() - columns.start(),
            rows.end() - rows.start());
    Pixels part = reader.decode(region);
    reader
        .resizer(style.blueFirst())
        .write(
            part,
            columns.without(region.left()),
            rows.without(region.top()),
            Optional.empty(),
            target,
            offset);
  }

  /** The new length of a side, given the length of the other. */
  private int resized(int length, int other) {
    if (length <= other) {
      return resize;
    }
    return switch (style) {
      case REFERENCE -> (int) ((double) resize / other * length + 0.5);
      case STANDARD -> (int) ((long) resize * length / other);
    };
  }

  /** Half of what is cut off, halves to even as in Python. */
  private int cropStart(int length) {
    return (int) Math.rint((length - side) / 2.0);
  }

  private Axis axis(int in, int out, int from) {
    return axis(style, in, out, from, side);
  }

  /** The axis of this style. */
  static Axis axis(PhotoStyle style, int in, int out, int from, int outputs) {
    return switch (style) {
      case REFERENCE -> Axis.linear(in, out, from, outputs);
      case STANDARD -> Axis.antialiased(in, out, from, outputs);
    };
  }
}
