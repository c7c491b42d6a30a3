package io.absnas.core.data;

import io.absnas.core.image.Pixels;
import io.absnas.core.image.Region;
import io.absnas.core.run.AbsException;

/** Gives pictures of a source one after the other; for one thread. */
interface PictureInput extends AutoCloseable {
  /**
   * Goes to a picture.
   *
   * @throws AbsException with {@code INPUT} if it cannot be read or is broken
   */
  void open(int position);

  int width();

  int height();

  /** A part of the picture, valid until the next call of any method. */
  Pixels decode(Region inside);

  @Override
  void close();
}
