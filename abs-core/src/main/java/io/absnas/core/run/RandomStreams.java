package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The only source of randomness of a run: every stream is a pure function of the seed, a purpose
 * and counters.
 *
 * <p>Nothing is remembered between calls, so a resumed run draws what the calm run would have
 * drawn: {@code streams.stream("path", step)} is the same stream whenever it is asked for. Streams
 * of different purposes or counters are independent for all practical uses. One stream must not be
 * shared by threads.
 */
public final class RandomStreams {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long seed;

  private RandomStreams(long seed) {
    this.seed = seed;
  }

  /** The streams of one seed; any long value is allowed. */
  public static RandomStreams of(long seed) {
    return new RandomStreams(seed);
  }

  /** The seed that all streams derive from. */
  public long seed() {
    return seed;
  }

  /**
   * A new generator at the start of its stream.
   *
   * @param purpose what the draws are for, for example {@code path} or {@code augmentation}
   * @param counters where in the run they are made, for example epoch and image index; the number
   *     of counters belongs to the identity of the stream
   */
  public RandomGenerator stream(String purpose, long... counters) {
    requireNonNull(purpose, "purpose is null");
    long key = SplitMix64.mix(seed + SplitMix64.GOLDEN_GAMMA);
    key = absorb(key, hash(purpose));
    key = absorb(key, counters.length);
    for (long counter : counters) {
      key = absorb(key, counter);
    }
    return new SplitMix64(key, SplitMix64.mix(key ^ FNV_OFFSET));
  }

  /** Order matters and every step is a bijection of the counter, so counters never cancel out. */
  private static long absorb(long key, long value) {
    return SplitMix64.mix(SplitMix64.mix(value + SplitMix64.GOLDEN_GAMMA) ^ (key * FNV_PRIME));
  }

  /** FNV-1a, 64 bits, over UTF-8. */
  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
