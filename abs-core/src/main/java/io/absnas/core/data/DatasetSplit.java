package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.USAGE;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A division of a data set into training and held-out images: disjoint, complete, and each part in
 * file order.
 */
public final class DatasetSplit {
  private final int[] training;
  private final int[] heldOut;

  private DatasetSplit(int[] training, int[] heldOut) {
    this.training = training;
    this.heldOut = heldOut;
  }

  /**
   * Holds out the same number of images of every class, or one more of the first {@code heldOut mod
   * classes} classes, going through a permutation of the images until each class's quota is full.
   * The rule is that of ProxylessNAS (arXiv 1812.00332) for its validation images.
   *
   * @param heldOut number of held-out images
   * @param streams decides, through the stream {@code split}, which images they are
   * @throws AbsException with {@code USAGE} if a class would be left without a training image
   */
  public static DatasetSplit classBalanced(ImageSource images, int heldOut, RandomStreams streams) {
    requireNonNull(images, "images is null");
    int classes = images.classes();
    if (heldOut < 1) {
      throw new IllegalArgumentException("heldOut must be positive, was " + heldOut);
    }
    int[] quota = new int[classes];
    for (int label = 0; label < classes; label++) {
      quota[label] = heldOut / classes + (label < heldOut % classes ? 1 : 0);
    }
    requireEnough(images, heldOut, quota);
    return fill(images, quota, streams);
  }

  /**
   * Holds out so many images of every class, by the rule of {@link #classBalanced}.
   *
   * @param perClass number of held-out images of each class
   * @throws AbsException with {@code USAGE}, naming the first class that has no more images than
   *     that
   */
  public static DatasetSplit perClass(ImageFolder images, int perClass, RandomStreams streams) {
    requireNonNull(images, "images is null");
    if (perClass < 1) {
      throw new IllegalArgumentException("perClass must be positive, was " + perClass);
    }
    int[] counts = counts(images);
    int[] small =
        IntStream.range(0, counts.length).filter(label -> counts[label] <= perClass).toArray();
    if (small.length > 0) {
      throw new AbsException(
          USAGE,
          "%s: class %s has %d images%s; %d are to be held out of each, and one must stay"
              .formatted(
                  images.source(),
                  images.classNames().get(small[0]),
                  counts[small[0]],
                  small.length == 1 ? "" : ", and %d more have too few".formatted(small.length - 1),
                  perClass));
    }
    int[] quota = new int[counts.length];
    Arrays.fill(quota, perClass);
    return fill(images, quota, streams);
  }

  private static DatasetSplit fill(ImageSource images, int[] quota, RandomStreams streams) {
    boolean[] chosen = new boolean[images.size()];
    for (int index : Permutation.of(images.size(), streams.stream("split"))) {
      if (quota[images.label(index)] > 0) {
        quota[images.label(index)]--;
        chosen[index] = true;
      }
    }
    return new DatasetSplit(indices(chosen, false), indices(chosen, true));
  }

  /** Positions of the training images, ascending; a copy. */
  public int[] training() {
    return training.clone();
  }

  /** Positions of the held-out images, ascending; a copy. */
  public int[] heldOut() {
    return heldOut.clone();
  }

  private static void requireEnough(ImageSource images, int heldOut, int[] quota) {
    int[] counts = counts(images);
    for (int label = 0; label < quota.length; label++) {
      if (quota[label] > 0 && counts[label] <= quota[label]) {
        throw new AbsException(
            USAGE,
            "data.valid-images is %d, which takes %d images of class %s: %s has %d, and one must stay"
                .formatted(heldOut, quota[label], name(images, label), images.id(), counts[label]));
      }
    }
  }

  private static String name(ImageSource images, int label) {
    return images instanceof ImageFolder folder
        ? folder.classNames().get(label)
        : String.valueOf(label);
  }

  private static int[] counts(ImageSource images) {
    int[] counts = new int[images.classes()];
    for (int index = 0; index < images.size(); index++) {
      counts[images.label(index)]++;
    }
    return counts;
  }

  private static int[] indices(boolean[] chosen, boolean wanted) {
    return IntStream.range(0, chosen.length).filter(index -> chosen[index] == wanted).toArray();
  }
}
