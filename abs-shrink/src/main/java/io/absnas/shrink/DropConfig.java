package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Identity;
import io.absnas.core.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code drop}.
 *
 * @param rule which EdgeOps are compared
 * @param count EdgeOps dropped per stage, as published for the space when absent; where one goes
 *     per choice the count only tells {@code refresh} how many that is
 */
public record DropConfig(Rule rule, @Nullable Integer count) {
  private static final int PUBLISHED_LAYERED = 7;
  private static final int PUBLISHED_NASBENCH201 = 20;

  /** Which EdgeOps are compared. */
  public enum Rule {
    /**
     * As published for the kind of space: all of them where layers can be left out
     * (mobilenet-gpu-21) and for NAS-Bench-201, otherwise those of one choice.
     */
    PUBLISHED,
    /** All of them: the lowest of the space go. */
    GLOBAL,
    /** Those of one choice: the lowest of each goes. */
    PER_CHOICE
  }

  /** Checks the count. */
  public DropConfig {
    requireNonNull(rule, "rule is null");
    if (count != null && count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
  }

  /** The rule as the loop applies it to a space. */
  public DropRule dropRule(SearchSpace space) {
    boolean overall =
        switch (rule) {
          case PUBLISHED -> comparesChoices(space);
          case GLOBAL -> true;
          case PER_CHOICE -> false;
        };
    return overall
        ? new DropRule.LowestOverall(count == null ? publishedOverall(space) : count)
        : new DropRule.LowestPerChoice(count == null ? space.choices().size() : count);
  }

  private static boolean comparesChoices(SearchSpace space) {
    return space.operations().contains(Identity.LAYER) || space.isNasBench201();
  }

  private static int publishedOverall(SearchSpace space) {
    return space.isNasBench201() ? PUBLISHED_NASBENCH201 : PUBLISHED_LAYERED;
  }
}
