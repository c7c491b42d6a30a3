package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

/**
 * Section {@code drop}.
 *
 * @param rule which EdgeOps are compared
 * @param count EdgeOps dropped per stage; with {@code per-choice} one goes per choice whatever the
 *     count, which then only tells {@code refresh} how many that is
 */
public record DropConfig(Rule rule, int count) {
  /** Which EdgeOps are compared. */
  public enum Rule {
    /** All of them: the lowest of the space go. */
    GLOBAL,
    /** Those of one choice: the lowest of each goes. */
    PER_CHOICE
  }

  /** Checks the count. */
  public DropConfig {
    requireNonNull(rule, "rule is null");
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
  }

  /** The rule as the loop applies it. */
  public DropRule dropRule() {
    return switch (rule) {
      case GLOBAL -> new DropRule.LowestOverall(count);
      case PER_CHOICE -> new DropRule.LowestPerChoice(count);
    };
  }
}
