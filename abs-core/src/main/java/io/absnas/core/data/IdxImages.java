package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Grey images from a pair of IDX files, plain or gzip: the format of MNIST, Fashion-MNIST and their
 * relatives.
 *
 * <p>See: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section "File
 * formats".
 */
public final class IdxImages extends StoredImages {
  private IdxImages(String id, int classes, int height, int width, byte[] pixels, int[] labels) {
    super(id, classes, 1, height, width, pixels, labels);
  }

  /**
   * Reads both files into memory.
   *
   * @throws AbsException with {@code INPUT} if a file is missing, is not IDX, is cut short or too
   *     long, if the counts differ, or if a label is not below {@code classes}
   */
  public static IdxImages read(String id, Path images, Path labels, int classes) {
    return of(
        id,
        IdxFile.read(images, IdxFile.IMAGES_MAGIC),
        images.toString(),
        IdxFile.read(labels, IdxFile.LABELS_MAGIC),
        labels.toString(),
        classes);
  }

  /**
   * Reads {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte} of a folder, each
   * with or without {@code .gz}.
   */
  public static IdxImages training(String id, Path folder, int classes) {
    return read(
        id,
        plainOrGzip(folder, "train-images-idx3-ubyte"),
        plainOrGzip(folder, "train-labels-idx1-ubyte"),
        classes);
  }

  /** The same for the test files, whose names start with {@code t10k}. */
  public static IdxImages test(String id, Path folder, int classes) {
    return read(
        id,
        plainOrGzip(folder, "t10k-images-idx3-ubyte"),
        plainOrGzip(folder, "t10k-labels-idx1-ubyte"),
        classes);
  }

  /** For resources; the streams stay open. */
  static IdxImages read(
      String id,
      String imagesName,
      InputStream images,
      String labelsName,
      InputStream labels,
      int classes)
      throws IOException {
    return of(
        id,
        IdxFile.read(imagesName, images, IdxFile.IMAGES_MAGIC),
        imagesName,
        IdxFile.read(labelsName, labels, IdxFile.LABELS_MAGIC),
        labelsName,
        classes);
  }

  private static IdxImages of(
      String id,
      IdxFile images,
      String imagesName,
      IdxFile labels,
      String labelsName,
      int classes) {
    int count = images.size(0);
    if (labels.size(0) != count) {
      throw new AbsException(
          INPUT,
          "%s: %d labels, but %s holds %d images"
              .formatted(labelsName, labels.size(0), imagesName, count));
    }
    int[] classOf = new int[count];
    for (int index = 0; index < count; index++) {
      classOf[index] = labels.values()[index] & 0xff;
      if (classOf[index] >= classes) {
        throw new AbsException(
            INPUT,
            "%s: label of image %d is %d, allowed 0 to %d"
                .formatted(labelsName, index, classOf[index], classes - 1));
      }
    }
    return new IdxImages(id, classes, images.size(1), images.size(2), images.values(), classOf);
  }

  private static Path plainOrGzip(Path folder, String name) {
    Path plain = folder.resolve(name);
    Path gzip = folder.resolve(name + ".gz");
    if (Files.exists(gzip)) {
      return gzip;
    }
    if (Files.exists(plain)) {
      return plain;
    }
    throw new AbsException(INPUT, gzip + ": no such file, nor without .gz");
  }
}
