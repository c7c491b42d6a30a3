package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.Axis;
import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import io.absnas.core.image.Resizer;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures of files that were decoded once and made smaller: the shorter side has at most so many
 * pixels. Smaller pictures stay as they are, so that parts of them are those of the files.
 */
final class DecodedPictures extends Photos {
  private static final Logger LOG = LoggerFactory.getLogger(DecodedPictures.class);
  private static final int BLOCK = 64;
  private static final int CHANNELS = 3;

  private final ImageFolder source;
  private final int side;
  private final DecodedCache cache;
  private final AtomicBoolean warned = new AtomicBoolean();
  private @Nullable DecodedFile file;

  /** Nothing is decoded before the first picture is needed. */
  DecodedPictures(ImageFolder source, int side, DecodedCache cache) {
    this.source = requireNonNull(source, "source is null");
    this.cache = requireNonNull(cache, "cache is null");
    this.side = side;
  }

  /** The file of all pictures, which is made now if need be. */
  synchronized DecodedFile file() {
    DecodedFile known = file;
    if (known == null) {
      known = cache.file(new Content());
      file = known;
    }
    return known;
  }

  @Override
  public DecodedPictures part(String name, int[] positions) {
    return new DecodedPictures(source.part(name, positions), side, cache);
  }

  @Override
  public String id() {
    return source.id();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public int classes() {
    return source.classes();
  }

  @Override
  public int label(int index) {
    return source.label(index);
  }

  @Override
  public String decoder() {
    return source.decoder();
  }

  @Override
  public int skipped() {
    return source.skipped();
  }

  /** Of the files and the length of the side. */
  @Override
  public String fingerprint() {
    return Sha256.of(source.fingerprint() + change());
  }

  @Override
  String identity() {
    return source.identity() + change();
  }

  private String change() {
    return "\nshorter side at most " + side;
  }

  @Override
  String stamp(int[] positions) {
    return source.stamp(positions);
  }

  @Override
  PhotoReader reader() {
    return new PhotoReader(new Input(file()));
  }

  /** All of the pictures, on their way into the file. */
  private final class Content implements DecodedCache.Content {
    @Override
    public String name() {
      return source.source();
    }

    @Override
    public String identity() {
      return "pictures\n" + DecodedPictures.this.identity();
    }

    @Override
    public String stamp() {
      return source.stamp(IntStream.range(0, source.size()).toArray());
    }

    @Override
    public int count() {
      return source.size();
    }

    @Override
    public Optional<Long> bytes() {
      return Optional.empty();
    }

    @Override
    public void write(DecodedFile.Writer writer) {
      IntStream.range(0, (source.size() + BLOCK - 1) / BLOCK)
          .parallel()
          .forEach(block -> write(block, writer));
    }

    private void write(int block, DecodedFile.Writer writer) {
      Shrinking shrinking = new Shrinking(side);
      try (FileInput files = source.input()) {
        int end = Math.min(source.size(), (block + 1) * BLOCK);
        for (int image = block * BLOCK; image < end; image++) {
          Pixels small = shrinking.read(files, image);
          writer.put(image, small.width(), small.height(), source.label(image), small.values(), 0);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Makes pictures of files smaller; for one thread. */
  private static final class Shrinking {
    private final int side;
    private final Resizer resizer = new Resizer(false);
    private final Pixels small = new Pixels();

    Shrinking(int side) {
      this.side = side;
    }

    /** Three channels; valid until the next call. */
    Pixels read(FileInput files, int image) {
      files.open(image);
      int width = files.width();
      int height = files.height();
      Pixels whole = files.decode(Region.whole(width, height));
      int shorter = Math.min(width, height);
      int newWidth = shorter <= side ? width : length(width, shorter);
      int newHeight = shorter <= side ? height : length(height, shorter);
      resizer.write(
          whole,
          Axis.antialiased(width, newWidth, 0, newWidth),
          Axis.antialiased(height, newHeight, 0, newHeight),
          Optional.empty(),
          small.reshape(newWidth, newHeight, CHANNELS),
          0);
      return small;
    }

    private int length(int length, int shorter) {
      return Math.toIntExact(Math.round((double) length * side / shorter));
    }
  }

  /** Pictures from the file; those that are damaged in it from their own files. */
  private final class Input implements PictureInput {
    private final DecodedFile pictures;
    private final Pixels region = new Pixels();
    private @Nullable FileInput files;
    private @Nullable Pixels again;
    private int image;

    Input(DecodedFile pictures) {
      this.pictures = pictures;
    }

    @Override
    public void open(int position) {
      image = position;
      again = null;
      if (!pictures.isWhole(position)) {
        if (!warned.getAndSet(true)) {
          LOG.warn(
              "{}: the decoded picture is damaged, here and maybe elsewhere; files are decoded"
                  + " instead",
              source.path(position));
        }
        FileInput open = files == null ? source.input() : files;
        files = open;
        again = new Shrinking(side).read(open, position);
      }
    }

    @Override
    public int width() {
      return again == null ? pictures.width(image) : again.width();
    }

    @Override
    public int height() {
      return again == null ? pictures.height(image) : again.height();
    }

    @Override
    public Pixels decode(Region inside) {
      byte[] target = region.reshape(inside.width(), inside.height(), CHANNELS);
      if (again == null) {
        pictures.copy(image, inside, target, 0);
      } else {
        region.crop(again, inside);
      }
      return region;
    }

    @Override
    public void close() {
      if (files != null) {
        files.close();
      }
    }
  }
}
