package io.absnas.core.nn;

import io.absnas.core.space.Architecture;
import java.util.List;

/**
 * What one forward pass runs: one architecture for all cells, or one per search cell
 * (NAS-Bench-201's training samples every cell by itself).
 *
 * @param architectures one entry, or one per search cell
 */
public record SampledPath(List<Architecture> architectures) {
  /** Copies the list. */
  public SampledPath {
    architectures = List.copyOf(architectures);
    if (architectures.isEmpty()) {
      throw new IllegalArgumentException("a path needs at least one architecture");
    }
  }

  /** One architecture for the whole network. */
  public static SampledPath of(Architecture architecture) {
    return new SampledPath(List.of(architecture));
  }

  /** The architecture that search cell number {@code cell} runs. */
  public Architecture at(int cell) {
    return architectures.get(architectures.size() == 1 ? 0 : cell);
  }
}
