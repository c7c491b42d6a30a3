package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
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
 * {@code #}, then a line for each image with its path, a tab, and the size of its file in bytes.
 * The header holds the fingerprint of all images that it was made from and the SHA-256 of the lines
 * after it.
 */
public final class ImageList {
  private static final String FORMAT = "abs-image-list 1";

  private final Path file;
  private final String madeFrom;
  private final int[] positions;

  private ImageList(Path file, String madeFrom, int[] positions) {
    this.file = requireNonNull(file, "file is null");
    this.madeFrom = requireNonNull(madeFrom, "madeFrom is null");
    this.positions = positions;
  }

  /**
   * Writes a list.
   *
   * @param whole all images
   * @param part name of the part, for people
   * @param rule how it was chosen, for people
   */
  public static void write(
      Path file, ImageFolder whole, int[] positions, String part, String rule) {
    MessageDigest digest = ContentDigest.sha256();
    for (int position : positions) {
      digest.update(line(whole, position).getBytes(StandardCharsets.UTF_8));
    }
    try {
      AtomicFiles.write(
          file,
          raw -> {
            Writer out = new BufferedWriter(new OutputStreamWriter(raw, StandardCharsets.UTF_8));
            out.write("# " + FORMAT + "\n");
            out.write("# part: " + part + "\n");
            out.write("# rule: " + rule + "\n");
            out.write("# images: " + positions.length + " of " + whole.size() + "\n");
            out.write("# made-from: " + whole.fingerprint() + "\n");
            out.write("# sha256: " + HexFormat.of().formatHex(digest.digest()) + "\n");
            for (int position : positions) {
              out.write(line(whole, position));
            }
            out.flush();
          });
    } catch (IOException e) {
      throw new AbsException(INPUT, file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static String line(ImageFolder whole, int position) {
    return whole.path(position) + "\t" + whole.fileBytes(position) + "\n";
  }

  /**
   * Reads a list and looks its images up.
   *
   * @throws AbsException with {@code INPUT} if it is damaged, or naming the first image that is
   *     missing or of another size
   */
  public static ImageList read(Path file, ImageFolder whole) {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return new Reading(file, whole).read(in);
    } catch (IOException e) {
      String reason = Files.exists(file) ? "cannot be read: " + e.getMessage() : "no such file";
      throw new AbsException(INPUT, file + ": " + reason, e);
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** {@link ImageFolder#fingerprint} of all images that it was made from. */
  public String madeFrom() {
    return madeFrom;
  }

  /** Positions of its images, in the order of the lines; a copy. */
  public int[] positions() {
    return positions.clone();
  }

  /** One pass over a file. */
  private static final class Reading {
    private final Path file;
    private final ImageFolder whole;
    private final Map<String, String> header = new LinkedHashMap<>();
    private final MessageDigest digest = ContentDigest.sha256();
    private int[] positions = new int[1024];
    private int count;
    private int number;

    Reading(Path file, ImageFolder whole) {
      this.file = file;
      this.whole = whole;
    }

    ImageList read(BufferedReader in) throws IOException {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (number == 1 && !line.equals("# " + FORMAT)) {
          throw failure("no list of images: its first line is not '# " + FORMAT + "'");
        }
        if (line.startsWith("#") && count == 0) {
          int colon = line.indexOf(": ");
          if (colon > 0) {
            header.put(line.substring(2, colon), line.substring(colon + 2));
          }
        } else {
          image(line);
        }
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      if (!sha256.equals(header.get("sha256"))) {
        throw new AbsException(
            INPUT, file + ": damaged or edited: its lines do not have the hash of its header");
      }
      return new ImageList(
          file, header.getOrDefault("made-from", ""), Arrays.copyOf(positions, count));
    }

    private void image(String line) {
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
      int tab = line.lastIndexOf('\t');
      if (tab < 0) {
        throw failure("expected a path, a tab and a number of bytes");
      }
      String path = line.substring(0, tab);
      int position = find(path);
      if (position < 0) {
        throw failure(
            "%s is not in %s: the images have changed since the list was made"
                .formatted(path, whole.source()));
      }
      String bytes = line.substring(tab + 1);
      if (!bytes.equals(String.valueOf(whole.fileBytes(position)))) {
        throw failure(
            "%s/%s has %d bytes, not %s: the images have changed since the list was made"
                .formatted(whole.source(), path, whole.fileBytes(position), bytes));
      }
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, 2 * count);
      }
      positions[count++] = position;
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
