package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import io.absnas.core.image.Resizer;
import io.absnas.core.run.AbsException;

/** Reads and resizes pictures one after the other; reuses its memory; for one thread. */
final class PhotoReader implements AutoCloseable {
  private final PictureInput input;
  private final Resizer redFirst = new Resizer(false);
  private final Resizer blueFirst = new Resizer(true);
  private final Pixels canvas = new Pixels();

  /** Closes the input with itself. */
  PhotoReader(PictureInput input) {
    this.input = requireNonNull(input, "input is null");
  }

  /**
   * Goes to a picture.
   *
   * @throws AbsException with {@code INPUT} if it cannot be read or is broken
   */
  void open(int position) {
    input.open(position);
  }

  int width() {
    return input.width();
  }

  int height() {
    return input.height();
  }

  /** All of the picture. */
  Pixels decodeAll() {
    return input.decode(Region.whole(width(), height()));
  }

  /** A part of the picture; what lies outside of it is black. */
  Pixels decode(Region region) {
    if (region.inside(width(), height())) {
      return input.decode(region);
    }
    int left = Math.max(0, region.left());
    int top = Math.max(0, region.top());
    int right = Math.min(width(), region.left() + region.width());
    int bottom = Math.min(height(), region.top() + region.height());
    Pixels part = input.decode(new Region(left, top, right - left, bottom - top));
    canvas.place(part, left - region.left(), top - region.top(), region.width(), region.height());
    return canvas;
  }

  Resizer resizer(boolean startsWithBlue) {
    return startsWithBlue ? blueFirst : redFirst;
  }

  @Override
  public void close() {
    input.close();
  }
}
