package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.FAILED;
import static io.absnas.core.run.ExitCode.INPUT;
import static io.absnas.core.run.ExitCode.USAGE;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A division of a folder or archive that is kept in two files of paths; nothing is copied. */
public final class ImageLists {
  /** Name of the list of images to train on. */
  public static final String TRAINING = "train.txt";

  /** Name of the list of images that are held out. */
  public static final String HELD_OUT = "val.txt";

  private final ImageFolder whole;
  private final ImageList training;
  private final ImageList heldOut;

  private ImageLists(ImageFolder whole, ImageList training, ImageList heldOut) {
    this.whole = whole;
    this.training = training;
    this.heldOut = heldOut;
  }

  /**
   * Holds out so many images of every class and writes {@link #TRAINING} and {@link #HELD_OUT},
   * both or none of them. Equal images, number and seed give equal files.
   *
   * @param directory of the lists; not there, or empty
   * @param perClass images held out of each class
   * @param seed decides, through the stream {@code split}, which images they are
   * @param checksums whether every file is read, so that later changes of its content are noticed
   * @return the division
   * @throws AbsException with {@code USAGE} if a class has too few images, or if there is something
   *     in the directory; with {@code INPUT} if a file cannot be read
   */
  public static DatasetSplit write(
      Path directory, ImageFolder whole, int perClass, long seed, boolean checksums) {
    requireNonNull(directory, "directory is null");
    DatasetSplit split = DatasetSplit.perClass(whole, perClass, RandomStreams.of(seed));
    try {
      AtomicFiles.createDirectory(
          directory,
          into -> {
            long[] sums = checksums ? Checksums.of(whole) : new long[whole.size()];
            if (!checksums) {
              Arrays.fill(sums, ImageList.NO_CHECKSUM);
            }
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("part", "training");
            facts.put("held-out-per-class", String.valueOf(perClass));
            facts.put("seed", String.valueOf(seed));
            ImageList.write(into.resolve(TRAINING), whole, split.training(), facts, sums);
            facts.put("part", "held-out");
            ImageList.write(into.resolve(HELD_OUT), whole, split.heldOut(), facts, sums);
          });
    } catch (DirectoryNotEmptyException e) {
      throw new AbsException(
          USAGE, directory + " is not empty, and lists are never written over: name another", e);
    } catch (IOException e) {
      throw new AbsException(
          FAILED, directory + ": cannot be written: " + FileFailure.reason(e), e);
    }
    return split;
  }

  /**
   * Reads both lists.
   *
   * @param whole all images
   * @throws AbsException with {@code INPUT}, naming the first image that is missing, new, of
   *     another class or size, or in both lists
   */
  public static ImageLists read(ImageFolder whole, Path trainList, Path heldOutList) {
    ImageList training = ImageList.read(trainList, whole);
    ImageList heldOut = ImageList.read(heldOutList, whole);
    boolean[] listed = new boolean[whole.size()];
    for (ImageList list : List.of(training, heldOut)) {
      for (int position : list.positions()) {
        if (listed[position]) {
          throw new AbsException(
              INPUT,
              "%s: %s is listed twice, here or in %s"
                  .formatted(list.file(), whole.path(position), trainList));
        }
        listed[position] = true;
      }
    }
    boolean sameImages = whole.fingerprint().equals(training.madeFrom());
    for (int position = 0; position < listed.length; position++) {
      if (!listed[position]) {
        String reason =
            sameImages
                ? "they are not of one division"
                : "the images have changed since %s was made".formatted(trainList);
        throw new AbsException(
            INPUT,
            "%s/%s is neither in %s nor in %s: %s"
                .formatted(whole.source(), whole.path(position), trainList, heldOutList, reason));
      }
    }
    return new ImageLists(whole, training, heldOut);
  }

  /** The images to train on. */
  public ImageFolder training(String id) {
    return whole.listed(id, training);
  }

  /** The images that are held out. */
  public ImageFolder heldOut(String id) {
    return whole.listed(id, heldOut);
  }
}
