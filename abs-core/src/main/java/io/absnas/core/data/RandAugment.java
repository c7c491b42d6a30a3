package io.absnas.core.data;

import io.absnas.core.image.AugmentOp;
import io.absnas.core.image.PictureBytes;
import java.util.random.RandomGenerator;

/**
 * Random changes of training images after crop and flip (Cubuk et al. 2019, arXiv 1909.13719): a
 * few ops one after another, each drawn uniformly, all of one magnitude. Draws an op: which, and
 * for those that can go two ways, which way.
 *
 * @param ops changes of each image
 * @param magnitude of every change, 0 to 30
 */
public record RandAugment(int ops, int magnitude) {
  private static final AugmentOp[] CHOICES = AugmentOp.values();
  private static final int MOST_OPS = 14;

  /** Checks both. */
  public RandAugment {
    if (ops < 1 || ops > MOST_OPS) {
      throw new IllegalArgumentException("ops is " + ops + ", allowed 1 to " + MOST_OPS);
    }
    if (magnitude < 0 || magnitude > AugmentOp.MOST) {
      throw new IllegalArgumentException(
          "magnitude is " + magnitude + ", allowed 0 to " + AugmentOp.MOST);
    }
  }

  /** Changes a picture, red before green before blue if it has colours. */
  void apply(PictureBytes picture, RandomGenerator random) {
    for (int i = 0; i < ops; i++) {
      AugmentOp op = CHOICES[random.nextInt(CHOICES.length)];
      op.apply(picture, magnitude, op.signed() && random.nextBoolean());
    }
  }
}
