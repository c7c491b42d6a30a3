package io.absnas.core.nn;

import io.absnas.core.space.Architecture;
import java.util.List;

/**
 * What one forward pass runs: one architecture for all cells, or one per search cell
 * (NAS-Bench-201's training samples every cell by itself). Stand-alone networks and mixtures of all
 * ops run {@link #WHOLE}.
 *
 * @param architectures one entry, or one per search cell; none for the whole of a network
 */
public record SampledPath(List<Architecture> architectures) {
  /** All of a network: of a stand-alone one, or of one whose edges are mixtures of their ops. */
  public static final SampledPath WHOLE = new SampledPath(List.of());

  /** Copies the list. */
  public SampledPath {
    architectures = List.copyOf(architectures);
  }

  /** One architecture for the whole network. */
  public static SampledPath of(Architecture architecture) {
    return new SampledPath(List.of(architecture));
  }

  /** The architecture that search cell number {@code cell} runs. */
  public Architecture at(int cell) {
    if (architectures.isEmpty()) {
      throw new IllegalArgumentException("a supernet needs a path of at least one architecture");
    }
    return architectures.get(architectures.size() == 1 ? 0 : cell);
  }
}
