package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

/**
 * One cell of a DARTS network.
 *
 * @param reduction whether edges from its input nodes have stride 2
 * @param width channels of each of its nodes
 * @param input0 what makes node 0, from the output of the cell before the previous one
 * @param input1 what makes node 1, from the output of the previous cell
 * @param readsPreviousTwice whether both inputs read the previous cell's output: the reduction
 *     cells of shallow supernets, whose two inputs would differ in channels
 */
public record CellPlan(
    boolean reduction,
    int width,
    Preprocessing input0,
    Preprocessing input1,
    boolean readsPreviousTwice) {

  /**
   * What stands between a cell's input and its node.
   *
   * @param kind its layers
   * @param inChannels channels that it reads; it puts out the cell's width
   */
  public record Preprocessing(Kind kind, int inChannels) {
    /** The two ways to bring an input to the cell's width. */
    public enum Kind {
      /** ReLU, 1x1 convolution, batch norm. */
      RELU_CONV_BN,
      /** ReLU, two 1x1 convolutions of stride 2, one shifted by a pixel, batch norm. */
      FACTORIZED_REDUCE
    }

    /** Checks the channels. */
    public Preprocessing {
      requireNonNull(kind, "kind is null");
      if (inChannels < 1) {
        throw new IllegalArgumentException("inChannels must be positive, was " + inChannels);
      }
    }
  }

  /** Checks the width. */
  public CellPlan {
    requireNonNull(input0, "input0 is null");
    requireNonNull(input1, "input1 is null");
    if (width < 1) {
      throw new IllegalArgumentException("width must be positive, was " + width);
    }
  }

  /** Channels that the cell puts out: its four computed nodes side by side. */
  public int outChannels() {
    return DartsCells.COMPUTED_NODES * width;
  }
}
