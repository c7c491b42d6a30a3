package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: one file each, written whole or not at all, checked before use.
 *
 * <p>What the parts mean is known only to those who write and read them.
 */
public final class CheckpointStore {
  static final String PREFIX = "step-";

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{12,18})\\.ckpt");

  private final Path directory;
  private final int keep;

  /** Writes the parts of a checkpoint. */
  @FunctionalInterface
  public interface Content {
    /** Adds every part to {@code writer}. */
    void writeTo(CheckpointWriter writer) throws IOException;
  }

  /**
   * A store in this directory.
   *
   * @param keep how many of the newest checkpoints stay, at least 1
   */
  public CheckpointStore(Path directory, int keep) {
    this.directory = requireNonNull(directory, "directory is null");
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1, was " + keep);
    }
    this.keep = keep;
  }

  /** Writes the checkpoint of a step, then deletes all but the newest up to this step. */
  public Path write(long step, Content content) throws IOException {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0, was " + step);
    }
    Files.createDirectories(directory);
    Path file = directory.resolve(PREFIX + String.format(Locale.ROOT, "%012d", step) + ".ckpt");
    AtomicFiles.write(
        file,
        out -> {
          CheckpointWriter writer = new CheckpointWriter(out);
          content.writeTo(writer);
          writer.finish(step);
        });
    List<Path> upToNow = newestFirst().stream().filter(one -> stepOf(one) <= step).toList();
    for (Path old : upToNow.subList(Math.min(keep, upToNow.size()), upToNow.size())) {
      Files.delete(old);
    }
    return file;
  }

  /**
   * The newest checkpoint whose checksums hold, empty if there is no checkpoint at all; damaged
   * ones are skipped with a warning each.
   *
   * @throws AbsException with {@link ExitCode#CHECKPOINT} if there are some, but none is whole
   */
  public Optional<Checkpoint> newestWhole() {
    String newestReason = "";
    for (Path file : newestFirst()) {
      try {
        Checkpoint found = Checkpoint.verified(file);
        // The manifest vouches for the parts; for its step there is the name.
        if (found.step() != stepOf(file)) {
          throw new IOException("its manifest is of step " + found.step());
        }
        return Optional.of(found);
      } catch (IOException e) {
        LOG.warn("checkpoint {} is damaged and skipped: {}", file, e.getMessage());
        if (newestReason.isEmpty()) {
          newestReason = file + ": " + e.getMessage();
        }
      }
    }
    if (newestReason.isEmpty()) {
      return Optional.empty();
    }
    throw new AbsException(
        ExitCode.CHECKPOINT, directory + " holds no whole checkpoint; newest " + newestReason);
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointStore::stepOf).reversed())
          .toList();
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.CHECKPOINT, directory + ": cannot be listed: " + FileFailure.reason(e), e);
    }
  }

  private static long stepOf(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is not a checkpoint");
    }
    return Long.parseLong(name.group(1));
  }
}
