package io.absnas.search.derive;

import io.absnas.core.space.Alphas;
import io.absnas.core.space.Genotype;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The genotype rule of P-DARTS (arXiv 1904.12760, section 3.3) after its last stage: every edge
 * keeps its most probable op, every node two edges, and skip connections of the normal cell are
 * taken out, least probable first, until few enough are left.
 */
public final class PdartsRule {
  /** Where the reference starts to count down; a cell has no more edges that stay. */
  private static final int MOST_SKIPS = 8;

  private PdartsRule() {}

  /**
   * The genotypes for every limit of skip connections.
   *
   * @throws IllegalArgumentException if a node has fewer than two edges with an op
   */
  public static PdartsGenotypes genotypes(Alphas alphas) {
    alphas
        .problem()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    List<Genotype.Input> reduce = new LastStage(alphas.reduce()).inputs();
    LastStage normal = new LastStage(alphas.normal());
    SkipLevel unrestricted = level(MOST_SKIPS, normal, reduce);
    List<SkipLevel> levels = new ArrayList<>();
    for (int most = MOST_SKIPS; most >= 0; most--) {
      boolean changed = false;
      while (normal.skips() > most) {
        if (!normal.takeOutWeakestSkip()) {
          SkipLevel stopped = level(normal.skips(), normal, reduce);
          return new PdartsGenotypes(unrestricted, levels, Optional.of(stopped));
        }
        changed = true;
      }
      if (changed) {
        levels.add(level(most, normal, reduce));
      }
    }
    return new PdartsGenotypes(unrestricted, levels, Optional.empty());
  }

  private static SkipLevel level(int most, LastStage normal, List<Genotype.Input> reduce) {
    Genotype genotype = new Genotype(normal.inputs(), Cells.CONCAT, reduce, Cells.CONCAT);
    return new SkipLevel(most, normal.skips(), genotype);
  }
}
