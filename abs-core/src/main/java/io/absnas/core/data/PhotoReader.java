package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.BrokenImageException;
import io.absnas.core.image.ImageDecoder;
import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import io.absnas.core.image.Resizer;
import io.absnas.core.run.AbsException;
import org.jspecify.annotations.Nullable;

/** Reads, decodes and resizes pictures one after the other; reuses its memory; for one thread. */
final class PhotoReader implements AutoCloseable {
  private final ImageDecoder decoder;
  private final FileBuffer buffer = new FileBuffer();
  private final Resizer redFirst = new Resizer(false);
  private final Resizer blueFirst = new Resizer(true);
  private final Pixels canvas = new Pixels();
  private @Nullable ImageFolder folder;
  private int position;

  PhotoReader(ImageDecoder decoder) {
    this.decoder = requireNonNull(decoder, "decoder is null");
  }

  /**
   * Reads the file of an image.
   *
   * @throws AbsException with {@code INPUT} if it cannot be read or is broken
   */
  void open(ImageFolder source, int image) {
    folder = source;
    position = image;
    source.read(image, buffer);
    try {
      decoder.open(buffer.bytes(), source.fileBytes(image));
    } catch (BrokenImageException e) {
      throw broken(e);
    }
  }

  int width() {
    return decoder.width();
  }

  int height() {
    return decoder.height();
  }

  /** Decodes all of the picture, to see whether that can be done. */
  void decodeAll() {
    decode(Region.whole(width(), height()));
  }

  /** A part of the picture; what lies outside of it is black. */
  Pixels decode(Region region) {
    try {
      if (region.inside(width(), height())) {
        return decoder.decode(region);
      }
      int left = Math.max(0, region.left());
      int top = Math.max(0, region.top());
      int right = Math.min(width(), region.left() + region.width());
      int bottom = Math.min(height(), region.top() + region.height());
      Pixels part = decoder.decode(new Region(left, top, right - left, bottom - top));
      canvas.place(part, left - region.left(), top - region.top(), region.width(), region.height());
      return canvas;
    } catch (BrokenImageException e) {
      throw broken(e);
    }
  }

  Resizer resizer(boolean startsWithBlue) {
    return startsWithBlue ? blueFirst : redFirst;
  }

  private AbsException broken(BrokenImageException e) {
    return requireNonNull(folder, "folder is null")
        .failure(
            position, e.getMessage() + " (data.files.on-broken: skip leaves such images out)", e);
  }

  @Override
  public void close() {
    decoder.close();
  }
}
