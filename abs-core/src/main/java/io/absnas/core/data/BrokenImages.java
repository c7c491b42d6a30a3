package io.absnas.core.data;

import io.absnas.core.image.BrokenImageException;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.FileFailure;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files of a folder or archive that cannot be decoded, by decoding all of them once. The
 * result is a function of the files and the decoder and is kept, so that a run that leaves them out
 * does not depend on when they are met.
 */
public final class BrokenImages {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenImages.class);
  private static final int BLOCK = 256;
  private static final int REPORT_EVERY = 100_000;
  private static final String FORMAT = "# abs-broken-images 1";

  private BrokenImages() {}

  /**
   * Decodes every image on all processors.
   *
   * @return by position of the image, what is wrong with it, naming its file
   * @throws AbsException with {@code INPUT} if a file cannot be read at all
   */
  public static Map<Integer, String> find(ImageFolder images) {
    Map<Integer, String> broken = new ConcurrentSkipListMap<>();
    AtomicInteger done = new AtomicInteger();
    int blocks = (images.size() + BLOCK - 1) / BLOCK;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int end = Math.min(images.size(), (block + 1) * BLOCK);
              try (PhotoReader reader = images.reader()) {
                for (int position = block * BLOCK; position < end; position++) {
                  Optional<String> problem = problem(reader, position);
                  if (problem.isPresent()) {
                    broken.put(position, problem.get());
                  }
                }
              }
              int before = done.getAndAdd(end - block * BLOCK);
              int after = before + end - block * BLOCK;
              if (after / REPORT_EVERY > before / REPORT_EVERY) {
                LOG.info("{} of {} images decoded", after, images.size());
              }
            });
    return broken;
  }

  private static Optional<String> problem(PhotoReader reader, int position) {
    try {
      reader.open(position);
      reader.decodeAll();
      return Optional.empty();
    } catch (AbsException e) {
      // A file that cannot be read today may be whole.
      if (!(e.getCause() instanceof BrokenImageException)) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Numbers of the broken images, ascending, from the cache or found now.
   *
   * @param whole all images of an index
   */
  static int[] known(ImageFolder whole, CacheDirectory cache) {
    String key = Sha256.of(whole.fingerprint() + " " + whole.decoder());
    Path file = cache.path().resolve("broken-" + key.substring(0, 16) + ".txt");
    Optional<int[]> kept = read(file, key, whole);
    if (kept.isPresent()) {
      return kept.get();
    }
    LOG.info("{}: {} images are decoded once to find broken ones", whole.source(), whole.size());
    Map<Integer, String> broken = find(whole);
    broken.values().forEach(reason -> LOG.warn("left out: {}", reason));
    write(file, key, whole, broken);
    return broken.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  private static Optional<int[]> read(Path file, String key, ImageFolder whole) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 3
          || !lines.get(0).equals(FORMAT)
          || !lines.get(1).equals("# key: " + key)
          || !lines.get(2).equals("# count: " + (lines.size() - 3))) {
        return Optional.empty();
      }
      int[] numbers =
          lines.subList(3, lines.size()).stream().mapToInt(whole::find).sorted().toArray();
      return Arrays.stream(numbers).anyMatch(number -> number < 0)
          ? Optional.empty()
          : Optional.of(numbers);
    } catch (IOException e) {
      LOG.warn("{}: cannot be read: {}", file, FileFailure.reason(e));
      return Optional.empty();
    }
  }

  private static void write(Path file, String key, ImageFolder whole, Map<Integer, String> broken) {
    List<String> lines = new ArrayList<>(List.of(FORMAT, "# key: " + key));
    lines.add("# count: " + broken.size());
    broken.keySet().forEach(position -> lines.add(whole.path(position)));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFiles.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot be written, the next start looks again: {}", file, FileFailure.reason(e));
    }
  }
}
