package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.FileFailure;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text file that names some images of a folder or archive: a header of lines that begin with
 * {@code #}, then a line for each image with its path, the number of its class, the size of its
 * file in bytes and the CRC-32C of its content, with tabs between them. The header holds the
 * fingerprint of all images that it was made from and ends with the SHA-256 of all other lines.
 */
final class ImageList {
  static final String FORMAT = "# abs-image-list 1";

  /** In the place of a checksum, and of the number that stands for it, where there is none. */
  static final long NO_CHECKSUM = -1;

  private static final String NO_CHECKSUM_TEXT = "-";
  private static final String HASH = "sha256";
  private static final int COLUMNS = 4;

  private final Path file;
  private final String madeFrom;
  private final int[] positions;
  private final long[] checksums;

  private ImageList(Path file, String madeFrom, int[] positions, long[] checksums) {
    this.file = requireNonNull(file, "file is null");
    this.madeFrom = requireNonNull(madeFrom, "madeFrom is null");
    this.positions = positions;
    this.checksums = checksums;
  }

  /**
   * Writes a list.
   *
   * @param whole all images
   * @param positions those of the list
   * @param facts lines of the header for people, by name
   * @param checksums one for each image of {@code whole}, or {@link #NO_CHECKSUM}
   */
  static void write(
      Path file, ImageFolder whole, int[] positions, Map<String, String> facts, long[] checksums)
      throws IOException {
    StringBuilder header = new StringBuilder(FORMAT).append('\n');
    facts.forEach((name, value) -> header.append("# %s: %s\n".formatted(name, value)));
    header.append("# images: %d of %d\n".formatted(positions.length, whole.size()));
    header.append("# classes: %d\n".formatted(whole.classes()));
    header.append("# made-from: %s\n".formatted(whole.fingerprint()));
    MessageDigest digest = ContentDigest.sha256();
    digest.update(header.toString().getBytes(StandardCharsets.UTF_8));
    for (int position : positions) {
      digest.update(line(whole, position, checksums).getBytes(StandardCharsets.UTF_8));
    }
    AtomicFiles.write(
        file,
        raw -> {
          Writer out = new BufferedWriter(new OutputStreamWriter(raw, StandardCharsets.UTF_8));
          out.append(header);
          out.write("# %s: %s\n".formatted(HASH, HexFormat.of().formatHex(digest.digest())));
          for (int position : positions) {
            out.write(line(whole, position, checksums));
          }
          out.flush();
        });
  }

  private static String line(ImageFolder whole, int position, long[] checksums) {
    String path = whole.path(position);
    if (path.indexOf('\n') >= 0 || path.indexOf('\r') >= 0) {
      throw new AbsException(
          INPUT,
          "%s: the name of image %d has a line break, which no list can hold"
              .formatted(whole.source(), position));
    }
    String checksum =
        checksums[position] == NO_CHECKSUM
            ? NO_CHECKSUM_TEXT
            : HexFormat.of().toHexDigits((int) checksums[position]);
    return path
        + "\t"
        + whole.label(position)
        + "\t"
        + whole.fileBytes(position)
        + "\t"
        + checksum
        + "\n";
  }

  /**
   * Reads a list and looks its images up.
   *
   * @throws AbsException with {@code INPUT} if it is damaged, or naming the first image that is
   *     missing, of another class or of another size
   */
  static ImageList read(Path file, ImageFolder whole) {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return new Reading(file, whole).read(in);
    } catch (CharacterCodingException e) {
      throw new AbsException(INPUT, file + ": no list of images: it is no text in UTF-8", e);
    } catch (IOException e) {
      String reason =
          Files.exists(file) ? "cannot be read: " + FileFailure.reason(e) : "no such file";
      throw new AbsException(INPUT, file + ": " + reason, e);
    }
  }

  /** The file. */
  Path file() {
    return file;
  }

  /** {@link ImageFolder#fingerprint} of all images that it was made from. */
  String madeFrom() {
    return madeFrom;
  }

  /** Positions of its images in the order of the lines. */
  int[] positions() {
    return positions;
  }

  /** For each line the CRC-32C of the file, or {@link #NO_CHECKSUM}. */
  long[] checksums() {
    return checksums;
  }

  /** One pass over a file. */
  private static final class Reading {
    private final Path file;
    private final ImageFolder whole;
    private final Map<String, String> header = new LinkedHashMap<>();
    private final MessageDigest digest = ContentDigest.sha256();
    private int[] positions = new int[1024];
    private long[] checksums = new long[1024];
    private int count;
    private int number;

    Reading(Path file, ImageFolder whole) {
      this.file = file;
      this.whole = whole;
    }

    ImageList read(BufferedReader in) throws IOException {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (number == 1 && !line.equals(FORMAT)) {
          throw failure("no list of images: its first line is not '" + FORMAT + "'");
        }
        if (header.containsKey(HASH)) {
          image(line);
        } else {
          header(line);
        }
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(header.get(HASH))) {
        throw new AbsException(
            INPUT, file + ": damaged or edited: its lines do not have the hash of its header");
      }
      return new ImageList(
          file,
          header.getOrDefault("made-from", ""),
          Arrays.copyOf(positions, count),
          Arrays.copyOf(checksums, count));
    }

    private void header(String line) {
      if (!line.startsWith("#")) {
        throw failure("the header has no line '# " + HASH + ": ...'");
      }
      int colon = line.indexOf(": ");
      if (colon >= 2) {
        header.put(line.substring(2, colon), line.substring(colon + 2));
      }
      if (!header.containsKey(HASH)) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }

    private void image(String line) {
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
      String[] columns = columns(line);
      String path = columns[0];
      int position = find(path);
      if (position < 0) {
        throw failure("%s is not in %s: %s".formatted(path, whole.source(), changed()));
      }
      require(path, "is of class", whole.label(position), columns[1]);
      require(path, "has a size of", whole.fileBytes(position), columns[2]);
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, 2 * count);
        checksums = Arrays.copyOf(checksums, 2 * count);
      }
      positions[count] = position;
      checksums[count++] = checksum(columns[3]);
    }

    /** The last three columns have no tabs; paths may. */
    private String[] columns(String line) {
      String[] columns = new String[COLUMNS];
      int end = line.length();
      for (int column = COLUMNS - 1; column > 0; column--) {
        int tab = line.lastIndexOf('\t', end - 1);
        if (tab < 0) {
          throw failure("expected path, class, bytes and checksum with tabs between them");
        }
        columns[column] = line.substring(tab + 1, end);
        end = tab;
      }
      columns[0] = line.substring(0, end);
      return columns;
    }

    private void require(String path, String what, int found, String listed) {
      if (!listed.equals(String.valueOf(found))) {
        throw failure(
            "%s/%s %s %d, not %s: %s"
                .formatted(whole.source(), path, what, found, listed, changed()));
      }
    }

    private static String changed() {
      return "the images have changed since the list was made";
    }

    private long checksum(String text) {
      if (text.equals(NO_CHECKSUM_TEXT)) {
        return NO_CHECKSUM;
      }
      if (!text.matches("[0-9a-f]{8}")) {
        throw failure("checksum is %s, expected 8 hexadecimal digits or -".formatted(text));
      }
      return HexFormat.fromHexDigitsToLong(text);
    }

    /** Lists are in the order of the images, so the next one is mostly near. */
    private int find(String path) {
      int near = count == 0 ? 0 : positions[count - 1] + 1;
      return near < whole.size() && whole.path(near).equals(path) ? near : whole.find(path);
    }

    private AbsException failure(String problem) {
      return new AbsException(INPUT, file + ":" + number + ": " + problem);
    }
  }
}
