package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;
import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import io.absnas.core.image.Decoders;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pictures of any size in files: a folder, an uncompressed tar file or a zip file of stored
 * members, with one directory per class, or some of its pictures. Only the list of the files is in
 * memory; pictures are decoded when they are needed.
 */
public final class ImageFolder extends Photos {
  private final String id;
  private final ImageFiles files;
  private final ImageIndex index;
  private final Path kept; // where the index is kept
  private final Decoders decoders;
  private final int[] chosen;
  private final int skipped;
  private final Optional<Listed> listed;

  /** What a list says of the files: checksums by number of the image in the index. */
  private static final class Listed {
    final Path list;
    final long[] checksums;

    Listed(Path list, long[] checksums) {
      this.list = list;
      this.checksums = checksums;
    }
  }

  private ImageFolder(
      String id,
      ImageFiles files,
      ImageIndex index,
      Path kept,
      Decoders decoders,
      int[] chosen,
      int skipped,
      Optional<Listed> listed) {
    this.id = requireNonNull(id, "id is null");
    this.files = files;
    this.index = index;
    this.kept = kept;
    this.decoders = requireNonNull(decoders, "decoders is null");
    this.chosen = chosen;
    this.skipped = skipped;
    this.listed = listed;
  }

  /**
   * Lists the images, or takes the list of an earlier time where it still holds.
   *
   * @param id name of the data set and its part
   * @param key configuration key or flag that named the source, for messages
   * @param source folder or archive
   * @param cache where the list is kept
   * @throws AbsException with {@code INPUT} if there is no such folder or archive, or no images in
   *     it
   */
  public static ImageFolder open(
      String id, String key, String source, CacheDirectory cache, Decoders decoders) {
    ImageFiles files = ImageFiles.open(key, source);
    Path kept = IndexCache.file(files, cache);
    ImageIndex index = IndexCache.index(files, kept);
    int[] all = new int[index.size()];
    Arrays.setAll(all, image -> image);
    return new ImageFolder(id, files, index, kept, decoders, all, 0, Optional.empty());
  }

  @Override
  public ImageFolder part(String name, int[] positions) {
    return part(name, positions, listed);
  }

  private ImageFolder part(String name, int[] positions, Optional<Listed> expected) {
    int[] images = new int[positions.length];
    Arrays.setAll(images, i -> chosen[positions[i]]);
    return new ImageFolder(name, files, index, kept, decoders, images, skipped, expected);
  }

  /** The images of a list that was read for this source; files that have changed are refused. */
  ImageFolder listed(String name, ImageList list) {
    long[] checksums = new long[index.size()];
    int[] positions = list.positions();
    for (int line = 0; line < positions.length; line++) {
      checksums[chosen[positions[line]]] = list.checksums()[line];
    }
    return part(name, positions, Optional.of(new Listed(list.file(), checksums)));
  }

  /**
   * The images without broken ones, which {@link #skipped} counts.
   *
   * @param broken numbers of images in the index, ascending
   */
  ImageFolder without(int[] broken) {
    int[] whole =
        Arrays.stream(chosen).filter(image -> Arrays.binarySearch(broken, image) < 0).toArray();
    return new ImageFolder(
        id, files, index, kept, decoders, whole, skipped + chosen.length - whole.length, listed);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public int classes() {
    return index.classNames().size();
  }

  /** Names of the classes by number. */
  public List<String> classNames() {
    return index.classNames();
  }

  @Override
  public int label(int position) {
    return index.label(chosen[checkIndex(position, chosen.length)]);
  }

  /** Path of an image below the folder or in the archive, with {@code /} between names. */
  public String path(int position) {
    return index.path(chosen[checkIndex(position, chosen.length)]);
  }

  /** Position of the image of this path, or -1. */
  public int find(String path) {
    int image = index.find(path);
    if (image >= 0 && image < chosen.length && chosen[image] == image) {
      return image;
    }
    for (int position = 0; image >= 0 && position < chosen.length; position++) {
      if (chosen[position] == image) {
        return position;
      }
    }
    return -1;
  }

  /** Size of an image's file in bytes. */
  public int fileBytes(int position) {
    return index.bytes(chosen[checkIndex(position, chosen.length)]);
  }

  /** The folder or archive, as it was named. */
  public String source() {
    return files.source().toString();
  }

  @Override
  public int skipped() {
    return skipped;
  }

  @Override
  public String decoder() {
    return decoders.id();
  }

  /**
   * SHA-256 over the names of the classes, each with a line feed, then for each image its label and
   * the size of its file as big-endian ints and its path below the class, with a line feed. A
   * folder and an archive of it agree. Files are not read for it.
   */
  @Override
  public String fingerprint() {
    return index.fingerprint(chosen);
  }

  ImageIndex index() {
    return index;
  }

  @Override
  PhotoReader reader() {
    return new PhotoReader(input());
  }

  /** Reads and decodes for one thread; the caller closes it. */
  FileInput input() {
    return new FileInput(this, decoders.open());
  }

  @Override
  String identity() {
    String decoder =
        decoders.id().equals("jdk") ? "jdk " + System.getProperty("java.version") : decoders.id();
    return "%s\nimages %s\ndecoder %s"
        .formatted(IndexCache.place(files.source()), fingerprint(), decoder);
  }

  @Override
  String stamp(int[] positions) {
    int[] images = IntStream.of(positions).map(position -> chosen[position]).toArray();
    return files.stamp(index, images);
  }

  void read(int position, FileBuffer target) {
    int image = chosen[position];
    try {
      files.read(index, image, target);
    } catch (ChangedFileException e) {
      IndexCache.forget(kept);
      throw failure(position, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw failure(position, FileFailure.reason(e), e);
    }
    listed.ifPresent(list -> requireUnchanged(list, position, target.bytes()));
  }

  private void requireUnchanged(Listed list, int position, byte[] content) {
    long expected = list.checksums[chosen[position]];
    long found =
        expected == ImageList.NO_CHECKSUM ? expected : Checksums.of(content, fileBytes(position));
    if (found != expected) {
      throw new AbsException(
          INPUT,
          "%s/%s: its content has changed since %s was made"
              .formatted(files.source(), path(position), list.list));
    }
  }

  /** A failure that names the file of an image. */
  AbsException failure(int position, String reason, Throwable cause) {
    return new AbsException(INPUT, files.source() + "/" + path(position) + ": " + reason, cause);
  }
}
