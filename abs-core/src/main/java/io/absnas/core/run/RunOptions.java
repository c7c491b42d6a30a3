package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a run directory is opened.
 *
 * @param existing what happens if it holds something
 * @param mayDiffer keys (with all below them) that a resumed run may change, for example {@code
 *     device}; a change is warned of
 * @param ownFiles names of files that this command writes beside those of {@link RunDirectory};
 *     {@code *} at the end stands for any ending; {@link #RUNS_BELOW} at the end, for the run
 *     directories of that folder
 * @param otherwise what a user can do who wants to change other keys, in words; may be empty
 */
public record RunOptions(
    Existing existing, List<String> mayDiffer, List<String> ownFiles, String otherwise) {
  /** Ends the name of a folder among {@link #ownFiles}. */
  public static final String RUNS_BELOW = "/";

  /** What to do with a directory that is not empty. */
  public enum Existing {
    /** Fail, naming the other two. */
    REFUSE,
    /** Go on from the newest whole checkpoint. */
    RESUME,
    /** Delete what this toolkit wrote there, and nothing else, and start anew. */
    OVERWRITE
  }

  /** Keys of every command that say where and how fast, not what. */
  private static final List<String> PLACE_AND_PACE =
      List.of(
          "device",
          "data.dir",
          "data.threads",
          "data.prefetch",
          "data.images",
          "data.files.test-dir",
          "data.files.train-list",
          "data.files.held-out-list",
          "data.files.decoder",
          "data.files.cache",
          "data.files.decode",
          "checkpoint",
          "log");

  /** Options without a way to change other keys. */
  public RunOptions(Existing existing, List<String> mayDiffer, List<String> ownFiles) {
    this(existing, mayDiffer, ownFiles, "");
  }

  public RunOptions {
    requireNonNull(otherwise, "otherwise is null");
    requireNonNull(existing, "existing is null");
    mayDiffer = List.copyOf(mayDiffer);
    ownFiles = List.copyOf(ownFiles);
  }

  /** The keys of every command that say where and how fast, not what, and such keys of one. */
  public static List<String> placeAndPace(String... more) {
    return Stream.concat(PLACE_AND_PACE.stream(), Stream.of(more)).toList();
  }

  /** Nothing may differ and there are no other files. */
  public static RunOptions of(Existing existing) {
    return new RunOptions(existing, List.of(), List.of());
  }
}
