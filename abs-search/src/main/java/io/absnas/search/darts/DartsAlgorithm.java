package io.absnas.search.darts;

import io.absnas.core.nn.MixedCells;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import io.absnas.search.derive.DartsRule;
import io.absnas.search.derive.PdartsRule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Searches that train architecture parameters beside the weights. */
public enum DartsAlgorithm {
  /** Differentiable architecture search (arXiv 1806.09055). */
  DARTS(MixedCells.Form.DARTS),
  /** Progressive differentiable architecture search (arXiv 1904.12760). */
  PDARTS(MixedCells.Form.PDARTS);

  private final MixedCells.Form form;

  DartsAlgorithm(MixedCells.Form form) {
    this.form = form;
  }

  /** The algorithm of this name, if it is one of these. */
  public static Optional<DartsAlgorithm> of(String id) {
    return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
  }

  /** The form on command lines and in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whose network it trains. */
  MixedCells.Form form() {
    return form;
  }

  /** The resource with its published settings. */
  String defaults() {
    return "search-" + id() + "-defaults.yaml";
  }

  /** What its rule derives, with at most so many skip connections where the rule limits them. */
  Genotype genotype(Alphas alphas, int maxSkipConnects) {
    return switch (this) {
      case DARTS -> DartsRule.genotype(alphas);
      case PDARTS -> PdartsRule.genotypes(alphas).within(maxSkipConnects);
    };
  }
}
