package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/** The random draws that sampling needs, from either generator. */
public sealed interface Draws {

  /** Uniform in 0 to {@code n - 1}. */
  int below(int n);

  /**
   * A uniform subset in uniform order: an array whose first {@code count} entries are the chosen
   * ones; what follows has no meaning.
   */
  int[] chosen(int[] from, int count);

  /** Uniform in [0, 1). */
  double fraction();

  /** Draws from one of the run's own streams. */
  static Draws of(RandomGenerator stream) {
    return new Stream(stream);
  }

  /** Draws as the reference's, bit for bit. */
  static Draws of(NumpyRandom random) {
    return new Reference(random);
  }

  /**
   * Draws of the run's own streams.
   *
   * @param stream where they come from; its state moves on
   */
  record Stream(RandomGenerator stream) implements Draws {
    /** Checks that it is there. */
    public Stream {
      requireNonNull(stream, "stream is null");
    }

    @Override
    public int below(int n) {
      return n == 1 ? 0 : stream.nextInt(n);
    }

    @Override
    public int[] chosen(int[] from, int count) {
      int[] values = from.clone();
      for (int i = 0; i < count; i++) {
        int j = i + below(values.length - i);
        int swapped = values[i];
        values[i] = values[j];
        values[j] = swapped;
      }
      return values;
    }

    @Override
    public double fraction() {
      return stream.nextDouble();
    }
  }

  /**
   * NumPy's draws.
   *
   * @param random where they come from; its state moves on
   */
  record Reference(NumpyRandom random) implements Draws {
    /** Checks that it is there. */
    public Reference {
      requireNonNull(random, "random is null");
    }

    @Override
    public int below(int n) {
      return random.below(n);
    }

    /** A whole shuffle is drawn whatever the count, as NumPy does. */
    @Override
    public int[] chosen(int[] from, int count) {
      int[] order = random.shuffled(from.length);
      int[] values = new int[count];
      for (int i = 0; i < count; i++) {
        values[i] = from[order[i]];
      }
      return values;
    }

    @Override
    public double fraction() {
      long high = random.next32() >>> 5;
      long low = random.next32() >>> 6;
      return (high * 0x1p26 + low) * 0x1p-53;
    }
  }
}
