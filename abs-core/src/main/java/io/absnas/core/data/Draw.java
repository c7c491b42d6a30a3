package io.absnas.core.data;

/** How training images are drawn. */
public enum Draw {
  /** Passes over all images, each in an order of its own. */
  SHUFFLED,
  /** Passes over all images, each in file order. */
  FILE_ORDER,
  /** Each image of each batch independently and uniformly. */
  WITH_REPLACEMENT
}
