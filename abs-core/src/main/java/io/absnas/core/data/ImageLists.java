package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.nio.file.Path;

/** A division of a folder or archive that is kept in two {@link ImageList} files. */
public final class ImageLists {
  private ImageLists() {}

  /**
   * Reads both lists.
   *
   * @throws AbsException with {@code INPUT}, naming the first file that is missing, new, of another
   *     size, or in both lists
   */
  public static DatasetSplit split(ImageFolder whole, Path trainList, Path heldOutList) {
    ImageList training = ImageList.read(trainList, whole);
    ImageList heldOut = ImageList.read(heldOutList, whole);
    boolean[] listed = new boolean[whole.size()];
    for (ImageList list : new ImageList[] {training, heldOut}) {
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
    String fingerprint = whole.fingerprint();
    if (fingerprint.equals(training.madeFrom()) && fingerprint.equals(heldOut.madeFrom())) {
      return DatasetSplit.of(training.positions(), heldOut.positions());
    }
    for (int position = 0; position < listed.length; position++) {
      if (!listed[position]) {
        throw new AbsException(
            INPUT,
            "%s/%s is in neither list: the images have changed since %s was made"
                .formatted(whole.source(), whole.path(position), trainList));
      }
    }
    throw new AbsException(
        INPUT, "%s and %s were made from other images".formatted(trainList, heldOutList));
  }
}
