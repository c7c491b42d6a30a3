package io.absnas.search.darts;

import io.absnas.core.space.Genotype;
import io.absnas.core.space.Identity;

/** Skip connections of a genotype. */
final class SkipConnects {
  private SkipConnects() {}

  /** Their number in the normal cell. */
  static int of(Genotype genotype) {
    return (int)
        genotype.normal().stream().filter(input -> input.op() == Identity.SKIP_CONNECT).count();
  }
}
