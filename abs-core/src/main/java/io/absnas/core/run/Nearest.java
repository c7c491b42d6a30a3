package io.absnas.core.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The known name that a misspelt one probably meant: the one with the fewest edits, hyphens,
 * underscores and case aside; of names equally far, the first in the alphabet.
 */
public final class Nearest {
  private Nearest() {}

  /** The nearest name, however far; {@code known} must not be empty. */
  public static String to(String word, Collection<String> known) {
    return closest(word, known).orElseThrow(() -> new IllegalArgumentException("no name is known"));
  }

  /** The nearest name, if its edits are at most a third of the word's length, or 2. */
  public static Optional<String> within(String word, Collection<String> known) {
    String wanted = plain(word);
    int limit = Math.min(Math.max(2, wanted.length() / 3), Math.max(wanted.length(), 1) - 1);
    return closest(word, known).filter(name -> edits(wanted, plain(name)) <= limit);
  }

  private static Optional<String> closest(String word, Collection<String> known) {
    String wanted = plain(word);
    return known.stream()
        .min(
            Comparator.comparingInt((String name) -> edits(wanted, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Levenshtein distance, with a swap of neighbours counted as one edit. */
  static int edits(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distance[i][j] = edits(a, b, i, j, distance);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int edits(String a, String b, int i, int j, int[][] distance) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
  }
}
