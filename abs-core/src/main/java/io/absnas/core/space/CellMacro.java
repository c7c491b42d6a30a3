package io.absnas.core.space;

/**
 * The network around the cells of a cell space.
 *
 * @param kind which network
 * @param channels channels of the first cells, C in the specifications
 * @param cells cells per stage (NAS-Bench-201) or in all (DARTS)
 * @param classes number of logits
 * @param inputSide height and width of the image in pixels
 */
public record CellMacro(Kind kind, int channels, int cells, int classes, int inputSide) {
  /** Most channels of the first cells; with the other limits FLOPs cannot overflow a long. */
  static final int MOST_CHANNELS = 1 << 12;

  /** Largest height and width of the image in pixels. */
  static final int MOST_SIDE = 1 << 12;

  /** Most cells of a network, or of a stage of one. */
  static final int MOST_CELLS = 1000;

  /** The networks that cells are stacked into. */
  public enum Kind {
    /** Stem, three stages of cells with residual reductions between, global pooling. */
    NASBENCH201,
    /** DARTS cells behind the CIFAR stem. */
    DARTS_CIFAR,
    /** DARTS cells behind the two ImageNet stems. */
    DARTS_IMAGENET
  }

  /** Checks that all numbers are positive and none is absurd. */
  public CellMacro {
    if (channels < 1 || cells < 1 || classes < 2 || inputSide < 1) {
      throw new IllegalArgumentException(
          "channels, cells and input side must be positive and classes at least 2, were "
              + channels
              + ", "
              + cells
              + ", "
              + inputSide
              + " and "
              + classes);
    }
    if (channels > MOST_CHANNELS || cells > MOST_CELLS || inputSide > MOST_SIDE) {
      throw new IllegalArgumentException(
          "channels, cells and input side must be at most %d, %d and %d, were %d, %d and %d"
              .formatted(MOST_CHANNELS, MOST_CELLS, MOST_SIDE, channels, cells, inputSide));
    }
  }

  /** The same network with another number of cells. */
  CellMacro withCells(int number) {
    return new CellMacro(kind, channels, number, classes, inputSide);
  }
}
