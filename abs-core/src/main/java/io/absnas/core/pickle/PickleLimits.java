package io.absnas.core.pickle;

/**
 * How much a pickle may hold. Together they bound the memory that reading one takes, by about 100
 * bytes for each value.
 *
 * @param bytes length of the pickle
 * @param textBytes length of one text, number or name
 * @param values values put on the stack, repeated ones too
 * @param memo entries of the memo
 * @param depth containers in one another, and marks that are open
 */
public record PickleLimits(int bytes, int textBytes, int values, int memo, int depth) {
  /** Checks that something is allowed. */
  public PickleLimits {
    if (Math.min(Math.min(bytes, textBytes), Math.min(values, Math.min(memo, depth))) < 1) {
      throw new IllegalArgumentException("a limit is below 1");
    }
  }
}
