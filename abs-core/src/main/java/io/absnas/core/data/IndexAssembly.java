package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Makes an {@link ImageIndex} of listings of directories. */
final class IndexAssembly {
  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final List<String> classNames = new ArrayList<>();
  private final List<Integer> classEnds = new ArrayList<>();
  private final byte[] names;
  private final int[] nameEnds;
  private final int[] sizes;
  private final long[] offsets;
  private int image;
  private int nameEnd;

  /**
   * One directory that holds images.
   *
   * @param path from the root, with {@code /} between names
   * @param className first name of the path that is not common to all
   * @param below what comes between class and file, with a slash at the end
   * @param listing its images
   */
  private record Directory(String path, String className, String below, DirectoryListing listing) {
    static Directory of(String path, int shared, DirectoryListing listing) {
      int end = path.indexOf('/', shared);
      return end < 0
          ? new Directory(path, path.substring(shared), "", listing)
          : new Directory(
              path, path.substring(shared, end), path.substring(end + 1) + "/", listing);
    }

    byte[] prefix() {
      return below.getBytes(StandardCharsets.UTF_8);
    }
  }

  private IndexAssembly(List<Directory> directories, boolean archive) {
    int images = 0;
    int bytes = 0;
    for (Directory directory : directories) {
      DirectoryListing listing = directory.listing();
      images = Math.addExact(images, listing.count());
      bytes =
          Math.addExact(bytes, listing.nameBytes() + listing.count() * directory.prefix().length);
    }
    names = new byte[bytes];
    nameEnds = new int[images];
    sizes = new int[images];
    offsets = new long[archive ? images : 0];
    directories.forEach(this::append);
  }

  /**
   * Puts directories in order.
   *
   * @param source names the folder or archive in messages
   * @param listings by path from the root, with {@code /} between names
   * @param archive whether offsets matter, and whether leading directories that all images share
   *     are left out of the paths
   * @param barren directories without an image
   * @throws AbsException with {@code INPUT} if there are no classes
   */
  static ImageIndex index(
      String source, Map<String, DirectoryListing> listings, boolean archive, List<String> barren) {
    if (listings.isEmpty()) {
      throw new AbsException(INPUT, source + ": no images in it, expected CLASS/NAME.JPEG");
    }
    int shared = archive ? sharedLength(listings.keySet()) : 0;
    List<Directory> directories = new ArrayList<>();
    listings.forEach(
        (path, listing) -> {
          if (path.length() < shared) {
            throw new AbsException(
                INPUT, source + ": its images lie in one directory, expected one for each class");
          }
          directories.add(Directory.of(path, shared, listing));
        });
    directories.sort(
        Comparator.comparing(Directory::className, BY_BYTES)
            .thenComparing(Directory::path, BY_BYTES));
    return new IndexAssembly(directories, archive).index(barren);
  }

  /** Length of the leading directories that all paths have in common, with the last slash. */
  private static int sharedLength(Iterable<String> paths) {
    String shared = paths.iterator().next() + "/";
    for (String path : paths) {
      while (!(path + "/").startsWith(shared)) {
        shared = shared.substring(0, shared.lastIndexOf('/', shared.length() - 2) + 1);
      }
    }
    return shared.length();
  }

  private void append(Directory directory) {
    String className = directory.className();
    if (classNames.isEmpty() || !classNames.get(classNames.size() - 1).equals(className)) {
      classNames.add(className);
      classEnds.add(image);
    }
    byte[] prefix = directory.prefix();
    DirectoryListing listing = directory.listing();
    for (int position : listing.sorted()) {
      System.arraycopy(prefix, 0, names, nameEnd, prefix.length);
      nameEnd = listing.copyName(position, names, nameEnd + prefix.length);
      nameEnds[image] = nameEnd;
      sizes[image] = listing.size(position);
      if (offsets.length > 0) {
        offsets[image] = listing.offset(position);
      }
      image++;
    }
    classEnds.set(classEnds.size() - 1, image);
  }

  private ImageIndex index(List<String> barren) {
    int[] ends = classEnds.stream().mapToInt(Integer::intValue).toArray();
    return new ImageIndex(classNames, ends, names, nameEnds, sizes, offsets, barren);
  }
}
