package io.absnas.core.mutation;

import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A format whose files are damaged at random and read. File number i is a function of seed and i.
 *
 * @param name what users call it
 * @param own whether the toolkit writes it with checksums, so that what is read must be unchanged
 * @param originals small whole files by name
 * @param mutation damages one
 * @param reader reads it
 */
public record MutatedFormat(
    String name, boolean own, Map<String, byte[]> originals, Mutation mutation, Reader reader) {
  /** Damages a file. */
  @FunctionalInterface
  public interface Mutation {
    /** The damaged bytes; the original stays. */
    byte[] of(byte[] original, RandomGenerator random) throws IOException;
  }

  /** Reads a file. */
  @FunctionalInterface
  public interface Reader {
    /**
     * The value, which tells by {@code equals} whether another one is the same.
     *
     * @throws Exception as the product does for files that it refuses
     */
    Object read(byte[] bytes) throws Exception;
  }

  /**
   * What became of one damaged file.
   *
   * @param original which file was damaged
   * @param outcome {@code read}, or the reason of the refusal
   * @param bytes heap that was taken meanwhile
   */
  public record Result(String original, String outcome, long bytes) {
    /** Whether it was read. */
    public boolean read() {
      return outcome.equals("read");
    }
  }

  /** Takes the originals as they are. */
  public MutatedFormat {
    originals = Map.copyOf(originals);
  }

  /** The names of the originals in a fixed order. */
  public List<String> names() {
    return originals.keySet().stream().sorted().toList();
  }

  /** Reads every original, without which nothing is shown. */
  public void requireWhole() {
    for (int i = 0; i < originals.size(); i++) {
      whole(i);
    }
  }

  /** The damaged file number i. */
  public byte[] mutated(long seed, int i) throws IOException {
    RandomGenerator random = RandomStreams.of(seed).stream("mutation " + name, i);
    return mutation.of(original(i), random);
  }

  /** Reads damaged file number i; whatever must not happen is thrown. */
  public Result result(long seed, int i) throws IOException {
    String from = names().get(i % originals.size());
    byte[] bytes = mutated(seed, i);
    List<Object> found = new ArrayList<>();
    Allocation.Outcome outcome = Allocation.of(() -> found.add(reader.read(bytes)));
    if (outcome.refusal().isPresent()) {
      String text = String.valueOf(outcome.refusal().get().getMessage());
      if (text.lines().count() != 1) {
        throw new AssertionError(place(seed, i) + "refused in other than one line: " + text);
      }
      return new Result(from, text, outcome.bytes());
    }
    if (own && !found.get(0).equals(whole(i))) {
      throw new AssertionError(place(seed, i) + "read to another value: " + found.get(0));
    }
    return new Result(from, "read", outcome.bytes());
  }

  private Object whole(int i) {
    List<Object> found = new ArrayList<>();
    Allocation.of(() -> found.add(reader.read(original(i))))
        .refusal()
        .ifPresent(
            e -> {
              throw new AssertionError(name + ": the original is refused", e);
            });
    return found.get(0);
  }

  private byte[] original(int i) {
    return originals.get(names().get(i % originals.size()));
  }

  private String place(long seed, int i) {
    return "%s, seed %d, file %d: ".formatted(name, seed, i);
  }
}
