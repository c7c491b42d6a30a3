package io.absnas.core.nn;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;

/** Supernets by kind of space. */
public final class Networks {
  private Networks() {}

  /**
   * A fresh supernet; equal arguments give equal weights on every device. The caller closes it.
   *
   * @param type float32 or float64
   * @throws AbsException of kind USAGE for a DARTS space, which has no single-path supernet
   */
  public static Network supernet(
      SearchSpace space,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    if (space instanceof LayeredSpace layered) {
      return new MobileSupernet(layered, initialisation, streams, device, type);
    }
    if (space instanceof CellSpace cells && cells.isNasBench201()) {
      return new Nb201Supernet(cells, initialisation, streams, device, type);
    }
    throw new AbsException(
        ExitCode.USAGE,
        "space %s has no single-path supernet; spaces with one are the MobileNet-like ones and"
                .formatted(space.id())
            + " NAS-Bench-201");
  }
}
