package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The architecture parameters of both kinds of cells of a DARTS network.
 *
 * @param normal those of normal cells
 * @param reduce those of reduction cells
 */
public record Alphas(EdgeAlphas normal, EdgeAlphas reduce) {
  /** Checks that both are there. */
  public Alphas {
    requireNonNull(normal, "normal is null");
    requireNonNull(reduce, "reduce is null");
  }

  /**
   * Reads a JSON file with {@code alphas_normal} and {@code alphas_reduce}, a row per edge, and
   * optionally op codes per edge: {@code operations} for both kinds of cells, or {@code
   * operations_normal} and {@code operations_reduce}; without them every edge has all eight ops.
   *
   * @throws io.absnas.core.run.AbsException INPUT for a file that is missing or invalid
   */
  public static Alphas read(Path file) {
    return AlphasJson.read(file);
  }

  /** The text of such a file. */
  public String text() {
    return AlphasJson.text(this);
  }

  /**
   * What keeps a cell from being derived: a node with fewer than two edges that offer anything but
   * {@code none}.
   */
  public Optional<String> problem() {
    return DerivableLists.problem(normal.ops())
        .map(problem -> "the normal cell: " + problem)
        .or(
            () ->
                DerivableLists.problem(reduce.ops())
                    .map(problem -> "the reduction cell: " + problem));
  }
}
