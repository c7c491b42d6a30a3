package io.absnas.core.flops;

import io.absnas.core.space.CellMacro;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.GenotypeCellPlan;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the final network of a genotype costs: two edges per node, no batch norm behind pooling, own
 * normal and reduction cells, reductions at a third and two thirds of the cells.
 *
 * @param network cost in evaluation mode, so without the auxiliary head
 * @param auxiliaryParameters trainable values of the auxiliary head, which runs in training only
 */
public record GenotypeCost(Cost network, long auxiliaryParameters) {
  private static final long AUXILIARY_WIDTH = 128;
  private static final long AUXILIARY_FEATURES = 768;

  /** The cost inside this network; its kind must be one of DARTS. */
  public static GenotypeCost of(Genotype genotype, CellMacro macro) {
    DartsStem stem = DartsStem.of(macro);
    Cost sum = stem.cost();
    int side = stem.side();
    List<GenotypeCellPlan> cells = GenotypeCellPlan.of(genotype, macro);
    for (GenotypeCellPlan plan : cells) {
      CellShape cell =
          new CellShape(
              plan.reduction(),
              plan.width(),
              plan.input0().inChannels(),
              plan.input1().inChannels(),
              side);
      sum = sum.plus(cell.preprocessing()).plus(edges(plan, cell.outSide()));
      side = cell.outSide();
    }
    int auxiliaryInput = cells.get(GenotypeCellPlan.secondReduction(macro)).outChannels();
    int features = cells.get(cells.size() - 1).outChannels();
    return new GenotypeCost(
        sum.plus(Cost.linear(features, macro.classes())),
        auxiliary(auxiliaryInput, macro.classes()));
  }

  private static Cost edges(GenotypeCellPlan cell, int outSide) {
    Cost sum = Cost.NONE;
    int width = cell.width();
    for (Genotype.Input input : cell.edges()) {
      int stride = cell.stride(input.from());
      sum =
          sum.plus(
              Cost.of(
                  input.op().multiplyAdds(width, width, outSide, stride),
                  input.op().parameters(width, width, stride)));
    }
    return sum;
  }

  /** A 1x1 convolution, a 2x2 convolution, both with batch norm, and a classifier. */
  private static long auxiliary(long channels, long classes) {
    return channels * AUXILIARY_WIDTH
        + 2 * AUXILIARY_WIDTH
        + AUXILIARY_WIDTH * AUXILIARY_FEATURES * 4
        + 2 * AUXILIARY_FEATURES
        + AUXILIARY_FEATURES * classes
        + classes;
  }

  /**
   * The most channels, at most those of {@code macro}, with which the table FLOPs stay within a
   * limit; empty if {@link GenotypeCellPlan#FEWEST_CHANNELS} are too many. FLOPs grow with the
   * channels, so that the search halves.
   */
  public static OptionalInt widestWithin(long flopsLimit, Genotype genotype, CellMacro macro) {
    int fits = GenotypeCellPlan.FEWEST_CHANNELS - 1;
    int above = macro.channels() + 1;
    while (above - fits > 1) {
      int channels = (fits + above) >>> 1;
      CellMacro narrow =
          new CellMacro(macro.kind(), channels, macro.cells(), macro.classes(), macro.inputSide());
      if (of(genotype, narrow).network().tableFlops() <= flopsLimit) {
        fits = channels;
      } else {
        above = channels;
      }
    }
    return fits < GenotypeCellPlan.FEWEST_CHANNELS ? OptionalInt.empty() : OptionalInt.of(fits);
  }
}
