package io.absnas.core.data;

/** How training images are drawn. */
public enum Draw {
  /** Passes over all images, each in an order of its own. */
  SHUFFLED,
  /** Each image of each batch independently and uniformly. */
  WITH_REPLACEMENT
}
