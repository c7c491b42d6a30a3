package io.absnas.core.nn;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Design;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;

/** Supernets and stand-alone networks by kind of space. */
public final class Networks {
  private Networks() {}

  /**
   * A fresh supernet; equal arguments give equal weights on every device. The caller closes it.
   *
   * @param type float32 or float64
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
    if (space.isNasBench201()) {
      return new Nb201Supernet((CellSpace) space, initialisation, streams, device, type);
    }
    return new DartsSupernet(
        (CellSpace) space, initialisation, initialisation, streams, device, type);
  }

  /**
   * A fresh network of one architecture or genotype, trained and evaluated by itself. Weights are
   * drawn as PyTorch does by default; equal arguments give equal weights on every device. The
   * caller closes it.
   *
   * @param space width, depth, classes and input of the network, with whatever the user changed
   * @param design read by {@link Design#parse} with the same space
   * @param auxiliaryHead whether training has a second classifier inside, which networks of DARTS
   *     cells may have
   * @param type float32 or float64
   * @throws AbsException of kind USAGE if the design does not fit the space, or for an auxiliary
   *     head where there is none
   */
  public static StandaloneNetwork standalone(
      SearchSpace space,
      Design design,
      boolean auxiliaryHead,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    if (auxiliaryHead && !Design.takesGenotypes(space)) {
      throw new AbsException(
          ExitCode.USAGE,
          "networks of space %s have no auxiliary head; those of DARTS cells do"
              .formatted(space.id()));
    }
    Initialisation initialisation = Initialisation.FRAMEWORK_DEFAULT;
    if (design instanceof Genotype genotype) {
      if (!(space instanceof CellSpace cells) || !Design.takesGenotypes(space)) {
        throw new AbsException(
            ExitCode.USAGE,
            "space %s has architectures of one op per choice, not genotypes".formatted(space.id()));
      }
      return new CellNetwork(cells, genotype, auxiliaryHead, initialisation, streams, device, type);
    }
    Architecture architecture = (Architecture) design;
    if (space instanceof LayeredSpace layered) {
      return new MobileNetwork(layered, architecture, initialisation, streams, device, type);
    }
    if (Design.takesGenotypes(space)) {
      throw new AbsException(
          ExitCode.USAGE,
          "a stand-alone network of space %s needs a genotype, Genotype(normal=[...], ...)"
              .formatted(space.id()));
    }
    return new Nb201Network((CellSpace) space, architecture, initialisation, streams, device, type);
  }
}
