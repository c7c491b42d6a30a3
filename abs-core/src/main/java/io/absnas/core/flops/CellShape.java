package io.absnas.core.flops;

/**
 * Widths and size of one cell of a DARTS network.
 *
 * @param reduction whether edges from the inputs have stride 2
 * @param width channels of its nodes
 * @param firstIn channels of input 0
 * @param secondIn channels of input 1
 * @param inSide height and width of its nodes before the stride, in pixels
 */
record CellShape(boolean reduction, int width, int firstIn, int secondIn, int inSide) {
  /** Both preprocessings; a factorized reduction costs what a 1x1 convolution costs. */
  Cost preprocessing() {
    return Cost.convBatchNorm(firstIn, width, 1, inSide)
        .plus(Cost.convBatchNorm(secondIn, width, 1, inSide));
  }

  /** Height and width of its output, and of what each edge gives into it, in pixels. */
  int outSide() {
    return reduction ? inSide / 2 : inSide;
  }

  /** Stride of an edge that reads this node. */
  int stride(int from) {
    return reduction && from < 2 ? 2 : 1;
  }
}
