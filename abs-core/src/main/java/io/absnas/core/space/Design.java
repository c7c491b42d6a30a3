package io.absnas.core.space;

/**
 * What a stand-alone network is built from: in a DARTS space a genotype, in every other space an
 * architecture.
 */
public sealed interface Design permits Architecture, Genotype {

  /**
   * Reads the text form: a genotype in a DARTS space, op codes or NAS-Bench-201's architecture
   * string in others.
   *
   * @throws IllegalArgumentException that says what does not fit
   */
  static Design parse(SearchSpace space, String text) {
    return takesGenotypes(space) ? Genotype.parse(text) : space.parse(text);
  }

  /** The text form that {@link #parse} reads. */
  static String encode(SearchSpace space, Design design) {
    return design instanceof Genotype genotype
        ? genotype.format()
        : space.encode((Architecture) design);
  }

  /** Whether stand-alone networks of the space are built from genotypes. */
  static boolean takesGenotypes(SearchSpace space) {
    return space instanceof CellSpace && !space.isNasBench201();
  }
}
