package io.absnas.core.data;

import java.util.List;

/**
 * Second labels of images that are mixtures of two.
 *
 * @param others a second label for each image
 * @param share of the first label, 0 to 1; the second one has the rest
 */
public record LabelMixture(List<Integer> others, double share) {
  /** Copies the list. */
  public LabelMixture {
    others = List.copyOf(others);
    if (!(share >= 0) || !(share <= 1)) {
      throw new IllegalArgumentException("share must be 0 to 1, was " + share);
    }
  }
}
