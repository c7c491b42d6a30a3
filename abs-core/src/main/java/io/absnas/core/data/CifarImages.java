package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * 32x32 colour images of CIFAR-10 or CIFAR-100 from the binary version of the data sets.
 *
 * <p>A record is one label byte (CIFAR-100: coarse, then fine) and 3,072 bytes: the red, the green
 * and the blue plane, each row by row. In memory the channels come last.
 *
 * <p>See: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
 */
public final class CifarImages extends StoredImages {
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int PLANE_BYTES = SIDE * SIDE;
  private static final int IMAGE_BYTES = CHANNELS * PLANE_BYTES;
  private static final long MAX_FILE_BYTES = 1 << 30;

  private CifarImages(String id, int classes, byte[] pixels, int[] labels) {
    super(id, classes, CHANNELS, SIDE, SIDE, pixels, labels);
  }

  /**
   * The training files of a folder, or of the folder in it that the published archive unpacks to.
   *
   * @throws AbsException with {@code INPUT} if a file is missing, is not a whole number of records,
   *     or holds a label that is out of range
   */
  public static CifarImages training(CifarVersion version, Path folder) {
    return read(version, version.id() + "/training", folder, version.trainingFiles());
  }

  /** The same for the test file. */
  public static CifarImages test(CifarVersion version, Path folder) {
    return read(version, version.id() + "/test", folder, version.testFiles());
  }

  private static CifarImages read(
      CifarVersion version, String id, Path folder, List<String> names) {
    Path unpacked = folder.resolve(version.folder());
    Path root = Files.isDirectory(unpacked) ? unpacked : folder;
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<Integer> labels = new ArrayList<>();
    for (String name : names) {
      append(version, root.resolve(name), pixels, labels);
    }
    return new CifarImages(
        id,
        version.classes(),
        pixels.toByteArray(),
        labels.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void append(
      CifarVersion version, Path file, ByteArrayOutputStream pixels, List<Integer> labels) {
    byte[] bytes = readAll(file);
    int labelBytes = version.coarseClasses() > 0 ? 2 : 1;
    int recordBytes = labelBytes + IMAGE_BYTES;
    if (bytes.length == 0 || bytes.length % recordBytes != 0) {
      throw new AbsException(
          INPUT,
          "%s: %d bytes are not a whole number of %d-byte records: %d records and %d bytes"
              .formatted(
                  file,
                  bytes.length,
                  recordBytes,
                  bytes.length / recordBytes,
                  bytes.length % recordBytes));
    }
    byte[] image = new byte[IMAGE_BYTES];
    for (int record = 0; record < bytes.length / recordBytes; record++) {
      int start = record * recordBytes;
      if (version.coarseClasses() > 0) {
        label(file, "coarse label", record, bytes[start], version.coarseClasses());
      }
      labels.add(label(file, "label", record, bytes[start + labelBytes - 1], version.classes()));
      toChannelsLast(bytes, start + labelBytes, image);
      pixels.writeBytes(image);
    }
  }

  private static int label(Path file, String kind, int record, byte value, int classes) {
    int label = value & 0xff;
    if (label >= classes) {
      throw new AbsException(
          INPUT,
          "%s: %s of image %d is %d, allowed 0 to %d"
              .formatted(file, kind, record, label, classes - 1));
    }
    return label;
  }

  private static void toChannelsLast(byte[] bytes, int start, byte[] image) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = 0; i < PLANE_BYTES; i++) {
        image[i * CHANNELS + channel] = bytes[start + channel * PLANE_BYTES + i];
      }
    }
  }

  private static byte[] readAll(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new AbsException(INPUT, file + ": no such file");
    }
    try {
      long size = Files.size(file);
      if (size > MAX_FILE_BYTES) {
        throw new AbsException(
            INPUT, "%s: %d bytes, at most %d are read".formatted(file, size, MAX_FILE_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AbsException(INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
