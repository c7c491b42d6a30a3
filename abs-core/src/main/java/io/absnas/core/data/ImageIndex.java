package io.absnas.core.data;

import static java.util.Objects.checkIndex;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The images of a folder or archive with one directory per class: their classes, names, sizes and
 * places. A class is numbered by the position of its name, an image by class, then directory, then
 * name; names are compared by their UTF-8 bytes. That is the order of torchvision's ImageFolder.
 *
 * <p>Some 30 bytes an image, in a few arrays: 40 MB for ImageNet. Immutable.
 */
final class ImageIndex {
  private final List<String> classNames;
  private final Map<String, Integer> labels = new HashMap<>();
  private final int[] classEnds;
  private final byte[] names;
  private final int[] nameEnds;
  private final int[] sizes;
  private final long[] offsets;
  private final List<String> barren;

  /**
   * Takes the arrays over.
   *
   * @param classEnds for each class the number of images up to its last one
   * @param names for each image its path below its class in UTF-8, one after the other
   * @param nameEnds for each image the position behind its name
   * @param sizes in bytes
   * @param offsets in the archive, none for a folder
   * @param barren paths of directories that hold no image themselves, none for an archive
   */
  ImageIndex(
      List<String> classNames,
      int[] classEnds,
      byte[] names,
      int[] nameEnds,
      int[] sizes,
      long[] offsets,
      List<String> barren) {
    this.classNames = List.copyOf(classNames);
    this.classEnds = classEnds;
    this.names = names;
    this.nameEnds = nameEnds;
    this.sizes = sizes;
    this.offsets = offsets;
    this.barren = List.copyOf(barren);
    for (int label = 0; label < this.classNames.size(); label++) {
      labels.put(this.classNames.get(label), label);
    }
  }

  int size() {
    return sizes.length;
  }

  List<String> classNames() {
    return classNames;
  }

  /** The class of an image. */
  int label(int image) {
    int found = Arrays.binarySearch(classEnds, checkIndex(image, sizes.length) + 1);
    return found >= 0 ? found : -found - 1;
  }

  /** Path of an image below the root, with {@code /} between names. */
  String path(int image) {
    int start = nameStart(image);
    return classNames.get(label(image))
        + "/"
        + new String(names, start, nameEnds[image] - start, StandardCharsets.UTF_8);
  }

  /** Paths of all directories that hold an image. */
  Set<String> directories() {
    Set<String> directories = new TreeSet<>();
    int fromPrevious = 0;
    for (int image = 0; image < sizes.length; image++) {
      int start = nameStart(image);
      int below = fileStart(names, start, nameEnds[image]) - start;
      boolean newClass = image == 0 || label(image) != label(image - 1);
      if (newClass || below != fromPrevious || below > 0) {
        String path = path(image);
        directories.add(path.substring(0, path.lastIndexOf('/')));
      }
      fromPrevious = below;
    }
    return directories;
  }

  /** Paths of the directories that were looked into and hold no image themselves. */
  List<String> barren() {
    return barren;
  }

  /** Size of the file in bytes. */
  int bytes(int image) {
    return sizes[image];
  }

  /** Where its first byte stands in the archive. */
  long offset(int image) {
    return offsets[image];
  }

  /** The image of this path, or -1. */
  int find(String path) {
    int slash = path.indexOf('/');
    int label = slash < 0 ? -1 : labels.getOrDefault(path.substring(0, slash), -1);
    if (label < 0) {
      return -1;
    }
    byte[] name = path.substring(slash + 1).getBytes(StandardCharsets.UTF_8);
    int low = label == 0 ? 0 : classEnds[label - 1];
    int high = classEnds[label] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** By directory, then by name. */
  private int compare(int image, byte[] name) {
    int start = nameStart(image);
    int end = nameEnds[image];
    int file = fileStart(names, start, end);
    int otherFile = fileStart(name, 0, name.length);
    int order =
        Arrays.compareUnsigned(
            names, start, Math.max(start, file - 1), name, 0, Math.max(0, otherFile - 1));
    return order != 0
        ? order
        : Arrays.compareUnsigned(names, file, end, name, otherFile, name.length);
  }

  /** Position behind the last slash. */
  private static int fileStart(byte[] bytes, int start, int end) {
    int at = end;
    while (at > start && bytes[at - 1] != '/') {
      at--;
    }
    return at;
  }

  private int nameStart(int image) {
    return image == 0 ? 0 : nameEnds[image - 1];
  }

  /**
   * SHA-256 over the names of the classes, each with a line feed, then for each chosen image its
   * label and its size as big-endian ints and its name, with a line feed. Neither times nor places
   * play a part, so a folder and an archive of it agree.
   *
   * @param images which images, in which order
   */
  String fingerprint(int[] images) {
    MessageDigest digest = ContentDigest.sha256();
    for (String name : classNames) {
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    ByteBuffer numbers = ByteBuffer.allocate(2 * Integer.BYTES);
    for (int image : images) {
      numbers.clear().putInt(label(image)).putInt(sizes[image]);
      digest.update(numbers.array());
      digest.update(names, nameStart(image), nameEnds[image] - nameStart(image));
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  int[] classEnds() {
    return classEnds;
  }

  byte[] names() {
    return names;
  }

  int[] nameEnds() {
    return nameEnds;
  }

  int[] sizes() {
    return sizes;
  }

  long[] offsets() {
    return offsets;
  }
}
